package io.pluginhost.benchmarks.contest;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Trial}.
 */
class TrialTests {

	private final Trial trial = new Trial(0, new long[100]);

	@Test
	void endTakesMedianAndHundredthGreatestOfTheTimes() {
		for (int i = 100; i > 0; i--) {
			this.trial.took(i);
		}
		assertThat(this.trial.end()).containsEntry("operations", 100.0)
			.containsEntry("p50", 51.0)
			.containsEntry("p99", 100.0);
	}

	@Test
	void tookWhenThereIsNoMoreRoomCountsAllTheSame() {
		for (int i = 0; i < 150; i++) {
			this.trial.took(1);
		}
		assertThat(this.trial.end()).containsEntry("operations", 150.0).containsEntry("p99", 1.0);
	}

	@Test
	void endCountsWhatIsAllocated() {
		byte[][] kept = new byte[64][];
		this.trial.begin();
		for (int i = 0; i < kept.length; i++) {
			kept[i] = new byte[1 << 20];
			this.trial.did(1);
		}
		// Its header, and what the test's other threads do meanwhile
		assertThat(this.trial.end().get("bytes")).isBetween((double) (1 << 20), 1.2 * (1 << 20));
		assertThat(kept).hasDimensions(64, 1 << 20);
	}

	@Test
	void endWhenAThreadHasEndedDoesNotCountWhatItAllocatedBefore() throws InterruptedException {
		CountDownLatch allocated = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		byte[][] kept = new byte[64][];
		Thread thread = new Thread(() -> {
			for (int i = 0; i < kept.length; i++) {
				kept[i] = new byte[1 << 20];
			}
			allocated.countDown();
			try {
				over.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		thread.start();
		allocated.await();
		this.trial.begin();
		over.countDown();
		thread.join();
		this.trial.did(1);
		assertThat(this.trial.end().get("bytes")).isNotNegative();
		assertThat(kept).hasDimensions(64, 1 << 20);
	}

	@Test
	void beginForgetsWhatWasDone() {
		this.trial.took(5);
		this.trial.begin();
		this.trial.did(1);
		assertThat(this.trial.end()).containsEntry("operations", 1.0).doesNotContainKey("p50");
	}

	@Test
	void goesOnWhenThereIsNoTimeLetsOneThingBeDone() {
		assertThat(this.trial.goesOn()).isTrue();
		assertThat(this.trial.goesOn()).isFalse();
		this.trial.begin();
		assertThat(this.trial.goesOn()).isTrue();
	}

	@Test
	void endWhenNothingWasDoneHasNoFigurePerOperation() {
		Map<String, Double> measured = this.trial.end();
		assertThat(measured).doesNotContainKeys("rate", "bytes", "nanos", "p50");
	}

	@Test
	void endHoldsNotes() {
		this.trial.note("threads", 2.5);
		assertThat(this.trial.end()).containsEntry("threads", 2.5);
	}

}
