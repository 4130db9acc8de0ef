package io.pluginhost.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pluginhost.testing.HandTurnedThreads;
import io.pluginhost.testing.HandTurnedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that are turned by hand, and throw instead of taking work, or once they have
 * taken it.
 */
class SerialExecutorTests {

	private final HandTurnedTime time = new HandTurnedTime();

	private final HandTurnedThreads.Held threads = new HandTurnedThreads.Held();

	private final SerialExecutor serial = new SerialExecutor(this.threads, this.time);

	private final List<Integer> done = new ArrayList<>();

	@Test
	void tasksWaitWhileThreadsThrowAndAreDoneInOrder() {
		// A hand-over that throws is made again, and loses no task
		this.threads.exhaust();
		add(1);
		add(2);
		advance(Duration.ofSeconds(10));
		assertThat(this.done).isEmpty();
		this.threads.replenish();
		add(3);
		advance(Duration.ofMillis(100));
		this.threads.doSome(10);
		assertThat(this.done).containsExactly(1, 2, 3);
	}

	@Test
	void tasksAreDoneOnceByOneThreadThoughThreadsThrowOnceTheyHaveTakenThem() {
		// A hand-over that throws after it was made is not made twice
		this.threads.exhaustOnceTaken();
		add(1);
		advance(Duration.ofMillis(250));
		assertThat(this.threads.waiting()).isEqualTo(3);
		List<Integer> nested = new ArrayList<>();
		this.serial.execute(() -> {
			// Another of the three comes while one is at work
			this.threads.doSome(1);
			nested.add(this.done.size());
		});
		add(2);
		this.threads.doSome(10);
		assertThat(nested).containsExactly(1);
		assertThat(this.done).containsExactly(1, 2);
		this.threads.replenish();
		advance(Duration.ofSeconds(1));
		assertThat(this.threads.waiting()).isZero();
		assertThat(this.time.alarms()).isZero();
	}

	@Test
	void turnOfOthersThatCannotBeHandedOverIsMadeUpFor() {
		// Tasks continue after a turn although no thread could be requested again
		for (int i = 0; i < 100; i++) {
			add(i);
		}
		this.threads.doSome(0);
		this.serial.execute(this.threads::replenish);
		this.threads.exhaust();
		this.threads.doSome(1);
		assertThat(this.done).hasSize(64);
		this.threads.replenish();
		advance(Duration.ofMillis(100));
		this.threads.doSome(10);
		assertThat(this.done).hasSize(100).isSorted();
	}

	private void add(int number) {
		this.serial.execute(() -> this.done.add(number));
	}

	private void advance(Duration duration) {
		long until = this.time.nanoTime() + duration.toNanos();
		while (this.time.fireNext(until)) {
			// The next
		}
		this.time.moveTo(until);
	}

}
