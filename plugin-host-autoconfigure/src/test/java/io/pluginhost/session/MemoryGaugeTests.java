package io.pluginhost.session;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.pluginhost.process.FakeProcess;
import io.pluginhost.testing.HandTurnedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who waits for a measurement, and for how long. What is told of it otherwise is in
 * {@code MemoryStoryTests}.
 */
class MemoryGaugeTests {

	private static final Duration AN_HOUR = Duration.ofHours(1);

	private final HandTurnedTime time = new HandTurnedTime();

	private final FakeProcess process = new FakeProcess(1, 1000, 1000);

	private final CompletableFuture<OptionalLong> measurement = new CompletableFuture<>();

	private final MemoryGauge gauge = new MemoryGauge(this.process, this.time, AN_HOUR);

	@Test
	void readWhenNothingIsKnownWaitsForTheMeasurement() {
		this.process.hold(this.measurement);
		Thread reader = Thread.currentThread();
		CompletableFuture.runAsync(() -> {
			while (reader.getState() != Thread.State.TIMED_WAITING) {
				Thread.onSpinWait();
			}
			this.measurement.complete(OptionalLong.of(7));
		});
		assertThat(this.gauge.read()).isEqualTo(7);
	}

	@Test
	void readWhenTheMeasurementIsOverdueWaitsNoMore() {
		this.process.hold(this.measurement);
		CompletableFuture<Long> first = CompletableFuture.supplyAsync(this.gauge::read);
		while (this.process.timesMeasured() == 0) {
			Thread.onSpinWait();
		}
		this.time.moveTo(this.time.nanoTime() + AN_HOUR.toNanos());
		assertThat(CompletableFuture.supplyAsync(this.gauge::read)).succeedsWithin(Duration.ofSeconds(30)).isNull();
		this.measurement.complete(OptionalLong.of(7));
		assertThat(first).succeedsWithin(Duration.ofSeconds(30));
		assertThat(this.process.timesMeasured()).isOne();
	}

	@Test
	void readWhenInterruptedTellsWhatItKnowsAndKeepsTheInterrupt() {
		this.process.hold(this.measurement);
		Thread.currentThread().interrupt();
		assertThat(this.gauge.read()).isNull();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void readWhenSomethingIsKnownWaitsForNothing() {
		assertThat(this.gauge.read()).isEqualTo(50_000_000);
		this.process.hold(this.measurement);
		this.time.moveTo(this.time.nanoTime() + MemoryGauge.FRESH.toNanos());
		assertThat(CompletableFuture.supplyAsync(this.gauge::read)).succeedsWithin(Duration.ofSeconds(30))
			.isEqualTo(50_000_000L);
		assertThat(this.process.timesMeasured()).isEqualTo(2);
	}

}
