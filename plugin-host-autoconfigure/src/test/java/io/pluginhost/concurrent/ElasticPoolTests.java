package io.pluginhost.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pluginhost.testing.HandTurnedTime;
import io.pluginhost.testing.LoggedLines;
import io.pluginhost.testing.ScarceThreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Real threads, and time that stands still until it is moved.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ElasticPoolTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HandTurnedTime time = new HandTurnedTime();

	private final List<Thread> threads = new ArrayList<>();

	private final ElasticPool pool = new ElasticPool(this.time, (task) -> {
		Thread thread = new Thread(task, "pool-thread");
		thread.setDaemon(true);
		this.threads.add(thread);
		return thread;
	});

	private final CountDownLatch block = new CountDownLatch(1);

	@AfterEach
	void end() {
		this.block.countDown();
		this.pool.shutdown();
	}

	@Test
	void quickTasksRunInOrderOnOneThread() {
		List<Integer> done = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			this.pool.execute(() -> done.add(number));
		}
		assertThat(run()).isEqualTo(this.threads.get(0));
		assertThat(done).hasSize(1000).isSorted();
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void idleThreadIsReused() throws InterruptedException {
		Thread first = run();
		awaitIdle(first);
		assertThat(run()).isEqualTo(first);
	}

	@Test
	void executeWhenOthersAreSlowStartsAThread() {
		blockOne();
		this.time.moveTo(this.time.nanoTime() + 100_001);
		assertThat(run()).isEqualTo(this.threads.get(1));
	}

	@Test
	void executeWhenOthersAreQuickWaits() {
		blockOne();
		this.time.moveTo(this.time.nanoTime() + 100_000);
		CompletableFuture<Thread> done = submit();
		assertThat(this.threads).hasSize(1);
		assertThat(done).isNotDone();
	}

	@Test
	void taskBehindABlockedOneHasAThreadAfterAMillisecond() {
		blockOne();
		CompletableFuture<Thread> done = submit();
		turn(1);
		assertThat(done).succeedsWithin(PATIENCE).isEqualTo(this.threads.get(1));
	}

	@Test
	void threadsAreDoubledWhileTasksBlock() throws Exception {
		int tasks = 64;
		CyclicBarrier all = new CyclicBarrier(tasks);
		List<CompletableFuture<Void>> met = new ArrayList<>();
		for (int i = 0; i < tasks; i++) {
			CompletableFuture<Void> each = new CompletableFuture<>();
			met.add(each);
			this.pool.execute(() -> meet(all, each));
		}
		for (int round = 1; round <= 6; round++) {
			awaitWaiting(all, 1 << (round - 1));
			assertThat(this.threads).hasSize(1 << (round - 1));
			turn(1);
		}
		CompletableFuture<Void> everyone = CompletableFuture.allOf(met.toArray(CompletableFuture<?>[]::new));
		assertThat(everyone).succeedsWithin(PATIENCE);
		assertThat(this.threads).hasSize(tasks);
	}

	@Test
	void noThreadIsStartedForATaskThatAThreadIsStartingFor() {
		List<Runnable> started = new ArrayList<>();
		ElasticPool late = new ElasticPool(this.time, (task) -> new Thread() {

			@Override
			public void start() {
				started.add(task);
			}

		});
		for (int i = 0; i < 3; i++) {
			this.time.moveTo(this.time.nanoTime() + 200_000);
			late.execute(() -> {
			});
		}
		// No task has begun for long, but each has a starting thread
		assertThat(started).hasSize(3);
		for (int i = 0; i < 10; i++) {
			turn(1);
		}
		assertThat(started).hasSize(3);
	}

	@Test
	void threadThatStartsTooLateTakesTheNextTask() {
		List<Thread> late = new ArrayList<>();
		List<Runnable> first = new ArrayList<>();
		ElasticPool slow = new ElasticPool(this.time, (task) -> {
			if (first.isEmpty()) {
				first.add(task);
				return new Thread(task);
			}
			Thread thread = new Thread(task) {

				@Override
				public void start() {
					late.add(this);
				}

			};
			return thread;
		});
		CountDownLatch one = new CountDownLatch(1);
		CompletableFuture<Void> begun = new CompletableFuture<>();
		slow.execute(() -> {
			begun.complete(null);
			await(one);
		});
		assertThat(begun).succeedsWithin(PATIENCE);
		this.time.moveTo(this.time.nanoTime() + 200_000);
		CompletableFuture<Void> taken = new CompletableFuture<>();
		slow.execute(() -> {
			taken.complete(null);
			await(this.block);
		});
		assertThat(late).hasSize(1);
		one.countDown();
		assertThat(taken).succeedsWithin(PATIENCE);
		this.time.moveTo(this.time.nanoTime() + 200_000);
		slow.execute(() -> {
		});
		assertThat(late).hasSize(1);
		this.block.countDown();
		slow.shutdown();
	}

	@Test
	void noCheckIsScheduledWhenNothingWaits() throws InterruptedException {
		blockOne();
		CompletableFuture<Thread> done = submit();
		turn(1);
		assertThat(done).succeedsWithin(PATIENCE);
		turn(1);
		assertThat(this.time.alarms()).isZero();
		// A check is scheduled again when a task waits
		awaitIdle(this.threads.get(1));
		CountDownLatch second = new CountDownLatch(1);
		this.time.moveTo(this.time.nanoTime() + 100_001);
		this.pool.execute(() -> await(second));
		CompletableFuture<Thread> behind = submit();
		turn(1);
		assertThat(behind).succeedsWithin(PATIENCE);
		second.countDown();
	}

	@Test
	void taskThatFailsDoesNotAffectOthers() {
		this.pool.execute(() -> {
			throw new IllegalStateException("Told by a test");
		});
		this.pool.execute(() -> Thread.currentThread().interrupt());
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.pool.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
		assertThat(interrupted).succeedsWithin(PATIENCE).isEqualTo(false);
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void closeStartsAThreadForEachWaitingTask() {
		blockOne();
		CompletableFuture<Thread> first = submit();
		CompletableFuture<Thread> second = submit();
		this.pool.close();
		assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(PATIENCE);
		assertThat(submit()).succeedsWithin(PATIENCE);
	}

	@Test
	void afterShutdownNothingIsTaken() throws InterruptedException {
		Thread member = run();
		this.pool.shutdown();
		member.join();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::submit);
	}

	@Test
	void workWaitsWhileNoThreadCanBeStartedAndIsDoneOnceOneCan() {
		// No task is lost or rejected because no thread can be started
		ScarceThreads scarce = new ScarceThreads();
		ElasticPool poor = new ElasticPool(this.time, scarce.factory("poor"));
		scarce.exhaust();
		CompletableFuture<Void> taken = new CompletableFuture<>();
		poor.execute(() -> taken.complete(null));
		turn(1000);
		assertThat(taken).isNotDone();
		assertThat(poor.waiting()).isEqualTo(1);
		scarce.replenish();
		turn(100);
		assertThat(taken).succeedsWithin(PATIENCE);
		poor.shutdown();
	}

	@Test
	void workGoesOnWithTheThreadsThereAreWhileNoOtherCanBeStarted() throws InterruptedException {
		// The permanent thread runs all tasks if no other can be started
		ScarceThreads scarce = new ScarceThreads();
		ElasticPool poor = new ElasticPool(this.time, scarce.factory("poor"));
		poor.start();
		awaitIdle(scarce.started().get(0));
		scarce.exhaust();
		CountDownLatch busy = new CountDownLatch(1);
		poor.execute(() -> await(busy));
		CompletableFuture<Thread> behind = new CompletableFuture<>();
		this.time.moveTo(this.time.nanoTime() + 200_000);
		poor.execute(() -> behind.complete(Thread.currentThread()));
		turn(1000);
		assertThat(scarce.refused()).isPositive();
		busy.countDown();
		assertThat(behind).succeedsWithin(PATIENCE).isEqualTo(scarce.started().get(0));
		poor.shutdown();
	}

	@Test
	void threadThatStaysDoesNotEndWhenIdle() throws InterruptedException {
		// The permanent thread still takes tasks after hours, without a new one
		ScarceThreads scarce = new ScarceThreads();
		ElasticPool poor = new ElasticPool(this.time, scarce.factory("poor"));
		poor.start();
		Thread member = scarce.started().get(0);
		scarce.exhaust();
		for (int i = 0; i < 3; i++) {
			awaitIdle(member);
			this.time.moveTo(this.time.nanoTime() + TimeUnit.HOURS.toNanos(1));
			LockSupport.unpark(member);
			CompletableFuture<Thread> done = new CompletableFuture<>();
			poor.execute(() -> done.complete(Thread.currentThread()));
			assertThat(done).succeedsWithin(PATIENCE).isEqualTo(member);
		}
		assertThat(poor.threads()).isEqualTo(1);
		poor.shutdown();
		member.join();
	}

	@Test
	void startThrowsWhileNoThreadCanBeStarted() {
		// A caller that needs a permanent thread gets an exception
		ScarceThreads scarce = new ScarceThreads();
		ElasticPool poor = new ElasticPool(this.time, scarce.factory("poor"));
		scarce.exhaust();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(poor::start);
		scarce.replenish();
		poor.start();
		poor.start();
		assertThat(scarce.started()).hasSize(1);
		poor.shutdown();
	}

	@Test
	void beyondTheBoundWorkWaitsAndAWarningSaysWhy() {
		// However many tasks block, there are no more threads than allowed
		ScarceThreads counted = new ScarceThreads();
		ElasticPool bounded = new ElasticPool("futures and listeners", this.time, counted.factory("bounded"),
				new ElasticPool.Bound(4, "plugin-host.callback-threads"));
		CountDownLatch begun = new CountDownLatch(4);
		try (LoggedLines log = LoggedLines.ofLogger(ElasticPool.class.getName(), (event) -> {
		})) {
			for (int i = 0; i < 100; i++) {
				bounded.execute(() -> {
					begun.countDown();
					await(this.block);
				});
				turn(1);
			}
			await(begun);
			turn(30_000);
			assertThat(counted.started()).hasSize(4);
			assertThat(bounded.threads()).isEqualTo(4);
			assertThat(bounded.waiting()).isEqualTo(96);
			assertThat(log.events).singleElement()
				.extracting(ILoggingEvent::getFormattedMessage)
				.asString()
				.contains("All 4 threads for futures and listeners are busy (plugin-host.callback-threads)");
			turn(60_000);
			assertThat(log.events).hasSize(2);
		}
		this.block.countDown();
		CompletableFuture<Void> last = new CompletableFuture<>();
		bounded.execute(() -> last.complete(null));
		assertThat(last).succeedsWithin(PATIENCE);
		bounded.shutdown();
	}

	private Thread run() {
		CompletableFuture<Thread> done = submit();
		assertThat(done).succeedsWithin(PATIENCE);
		return done.join();
	}

	private CompletableFuture<Thread> submit() {
		CompletableFuture<Thread> done = new CompletableFuture<>();
		this.pool.execute(() -> done.complete(Thread.currentThread()));
		return done;
	}

	private void blockOne() {
		CompletableFuture<Void> begun = new CompletableFuture<>();
		this.pool.execute(() -> {
			begun.complete(null);
			await(this.block);
		});
		assertThat(begun).succeedsWithin(PATIENCE);
	}

	/**
	 * Advance the time.
	 */
	private void turn(int millis) {
		long until = this.time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (this.time.fireNext(until)) {
			// The next
		}
		this.time.moveTo(until);
	}

	private static void meet(CyclicBarrier all, CompletableFuture<Void> met) {
		try {
			all.await();
			met.complete(null);
		}
		catch (Exception ex) {
			met.completeExceptionally(ex);
		}
	}

	private static void awaitWaiting(CyclicBarrier barrier, int count) {
		while (barrier.getNumberWaiting() < count) {
			Thread.onSpinWait();
		}
	}

	private static void awaitIdle(Thread thread) throws InterruptedException {
		while (thread.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
