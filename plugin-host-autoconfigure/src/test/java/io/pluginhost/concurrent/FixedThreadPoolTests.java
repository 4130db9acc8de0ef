package io.pluginhost.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pluginhost.testing.HandTurnedTime;
import io.pluginhost.testing.ScarceThreads;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real threads, which cannot be started for a while, and time that stands still until it
 * is moved.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FixedThreadPoolTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HandTurnedTime time = new HandTurnedTime();

	private final ScarceThreads scarce = new ScarceThreads();

	private final FixedThreadPool threads = new FixedThreadPool("tests", 2, this.time, this.scarce.factory("standing"));

	@AfterEach
	void close() {
		this.threads.close();
	}

	@Test
	void allThreadsAreThereFromTheFirstWorkOn() throws Exception {
		// Once anything has been done, nothing needs a new thread
		run();
		this.scarce.exhaust();
		CyclicBarrier both = new CyclicBarrier(3);
		this.threads.execute(() -> meet(both));
		this.threads.execute(() -> meet(both));
		both.await();
		assertThat(this.scarce.started()).hasSize(2);
		assertThat(this.scarce.refused()).isZero();
	}

	@Test
	void workWaitsWhileNoThreadCanBeStarted() {
		// Work that comes when no thread can be started is done in its order once one can
		this.scarce.exhaust();
		List<Integer> done = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(this.threads, this.time);
		for (int i = 0; i < 100; i++) {
			int number = i;
			serial.execute(() -> done.add(number));
		}
		CompletableFuture<Void> last = new CompletableFuture<>();
		serial.execute(() -> last.complete(null));
		advance(Duration.ofSeconds(10));
		assertThat(last).isNotDone();
		this.scarce.replenish();
		advance(Duration.ofMillis(100));
		assertThat(last).succeedsWithin(PATIENCE);
		assertThat(done).hasSize(100).isSorted();
	}

	@Test
	void missingThreadIsStartedOnceItCanBe() {
		// One thread runs the tasks until the other can be started
		run();
		FixedThreadPool others = new FixedThreadPool("tests", 2, this.time, this.scarce.factory("other"));
		this.scarce.exhaust("other-2");
		others.execute(() -> {
		});
		int before = this.scarce.started().size();
		this.scarce.replenish();
		advance(Duration.ofMillis(100));
		assertThat(this.scarce.started()).hasSize(before + 1);
		others.close();
	}

	@Test
	void threadsStayWhenTasksThrow() {
		// No exception, error or interrupt of a task costs a thread
		run();
		this.scarce.exhaust();
		for (int i = 0; i < 10; i++) {
			this.threads.execute(() -> {
				throw new OutOfMemoryError("Told by a test");
			});
			this.threads.execute(() -> Thread.currentThread().interrupt());
		}
		run();
		assertThat(this.scarce.started()).hasSize(2).allMatch(Thread::isAlive);
	}

	@Test
	void afterTheEndLateWorkHasAThreadWhileItLasts() throws InterruptedException {
		// A task added after close runs on a thread that ends afterwards
		run();
		this.threads.close();
		for (Thread thread : this.scarce.started()) {
			thread.join();
		}
		Thread late = run();
		assertThat(late.getName()).startsWith("standing-");
		late.join();
	}

	private Thread run() {
		CompletableFuture<Thread> done = new CompletableFuture<>();
		this.threads.execute(() -> done.complete(Thread.currentThread()));
		assertThat(done).succeedsWithin(PATIENCE);
		return done.join();
	}

	private void advance(Duration duration) {
		long until = this.time.nanoTime() + duration.toNanos();
		while (this.time.fireNext(until)) {
			// The next
		}
		this.time.moveTo(until);
	}

	private static void meet(CyclicBarrier all) {
		try {
			all.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
