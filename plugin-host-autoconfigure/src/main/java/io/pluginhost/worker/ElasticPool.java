package io.pluginhost.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.rpc.Timekeeper;

/**
 * Threads for work that is mostly done in microseconds, and may block for ever. While it
 * is quick, few threads do it one piece after the other: to wake a thread costs more than
 * most of it. Where it is not, threads are added, as many as there is work if need be.
 * <p>
 * Work begins in the order it came. It waits behind what blocks for a millisecond at the
 * most before there are more threads, and then for no more than the logarithm of how much
 * of it blocks. Guarded by itself; runs nothing while guarded.
 */
final class ElasticPool implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ElasticPool.class);

	/** If nothing has begun for so long, whoever is at work may be blocked. */
	private static final long QUICK_NANOS = 100_000;

	/** How often it is seen to that what waits does not wait for those who block. */
	private static final Duration ROUND = Duration.ofMillis(1);

	/** How long after a thread was not to be had another is asked for. */
	private static final Duration NO_THREADS = Duration.ofSeconds(1);

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

	private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

	private final Timekeeper time;

	private final ThreadFactory threads;

	// Guarded by this
	private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

	// Guarded by this: the one that has had nothing to do for the shortest time first
	private final ArrayDeque<Member> idle = new ArrayDeque<>();

	// Guarded by this: threads at work, and those that have been called to it
	private int busy;

	// Guarded by this: threads that have been called and have not begun anything yet
	private int coming;

	// Guarded by this: when something began last, or somebody was called to begin it
	private long begun;

	// Guarded by this: whether somebody looks after what waits
	private boolean watched;

	// Guarded by this
	private End end = End.NONE;

	ElasticPool(Timekeeper time, ThreadFactory threads) {
		this.time = time;
		this.threads = threads;
	}

	/**
	 * Take work.
	 * @throws RejectedExecutionException if the pool is shut down
	 * @throws OutOfMemoryError if there is no thread for it and none is to be had
	 */
	@Override
	public void execute(Runnable work) {
		boolean deferred = Handover.defers(this);
		List<Member> called;
		synchronized (this) {
			if (this.end == End.SHUT_DOWN) {
				throw new RejectedExecutionException("The plugin host is closed");
			}
			this.waiting.add(work);
			if (deferred && this.end == End.NONE) {
				return;
			}
			called = callIfNeeded();
		}
		try {
			wake(called);
		}
		catch (OutOfMemoryError ex) {
			if (withdraw(work)) {
				throw ex;
			}
		}
	}

	/**
	 * See that there is somebody for what waits.
	 */
	void seeToWaiting() {
		List<Member> called;
		synchronized (this) {
			called = this.waiting.isEmpty() ? List.of() : callIfNeeded();
		}
		if (!wakeIfPossible(called)) {
			watchLater();
		}
	}

	private synchronized void watchLater() {
		if (!this.watched) {
			this.watched = true;
			this.time.schedule(NO_THREADS, this::watch);
		}
	}

	/**
	 * Call a thread if nobody will do what waits, and else have it watched.
	 */
	private List<Member> callIfNeeded() {
		if (this.waiting.size() <= this.coming) {
			return List.of();
		}
		long now = this.time.nanoTime();
		if (this.end != End.NONE || isSlow(now)) {
			return call(1, now);
		}
		if (!this.watched) {
			this.watched = true;
			this.time.schedule(ROUND, this::watch);
		}
		return List.of();
	}

	/**
	 * Let threads end that have nothing to do. Work is taken all the same, and each piece
	 * has a thread at once.
	 */
	@Override
	public void close() {
		end(End.CLOSED);
	}

	/**
	 * Take no more work, and let threads end when they have done what there is.
	 */
	void shutdown() {
		end(End.SHUT_DOWN);
	}

	private void end(End end) {
		List<Member> called;
		synchronized (this) {
			this.end = end;
			// Nobody may keep the time any more
			called = call(this.waiting.size() - this.coming, this.begun);
			for (Member member : this.idle) {
				LockSupport.unpark(member.thread);
			}
		}
		wake(called);
	}

	private boolean isSlow(long now) {
		return this.busy == 0 || now - this.begun > QUICK_NANOS;
	}

	/**
	 * Call threads to work.
	 */
	private List<Member> call(int count, long now) {
		List<Member> called = new ArrayList<>(Math.max(0, count));
		for (int i = 0; i < count; i++) {
			Member member = this.idle.poll();
			if (member != null) {
				member.called = true;
			}
			called.add((member != null) ? member : new Member());
		}
		this.busy += called.size();
		this.coming += called.size();
		this.begun = now;
		return called;
	}

	/**
	 * Wake those who have been called.
	 * @throws OutOfMemoryError if one of them has no thread and none is to be had
	 */
	private void wake(List<Member> called) {
		OutOfMemoryError failure = null;
		for (Member member : called) {
			try {
				member.wake();
			}
			catch (OutOfMemoryError ex) {
				failure = ex;
				synchronized (this) {
					this.busy--;
					this.coming--;
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private boolean wakeIfPossible(List<Member> called) {
		try {
			wake(called);
			return true;
		}
		catch (OutOfMemoryError ex) {
			logger.error("No more threads can be started: {}", ex.getMessage());
			return false;
		}
	}

	/**
	 * Take work back, unless somebody is there to do it.
	 */
	private synchronized boolean withdraw(Runnable work) {
		return this.busy == 0 && this.waiting.removeLastOccurrence(work);
	}

	/**
	 * See that what waits does not wait for those who block.
	 */
	private void watch() {
		List<Member> called;
		synchronized (this) {
			this.watched = !this.waiting.isEmpty() && this.end == End.NONE;
			if (!this.watched) {
				return;
			}
			long now = this.time.nanoTime();
			int more = isSlow(now) ? Math.max(1, this.busy) : (this.busy < PROCESSORS) ? 1 : 0;
			called = call(Math.min(more, this.waiting.size() - this.coming), now);
		}
		boolean possible = wakeIfPossible(called);
		this.time.schedule(possible ? ROUND : NO_THREADS, this::watch);
	}

	/**
	 * Take what has waited longest.
	 * @return the work, or {@code null} if the member is idle now
	 */
	private synchronized @Nullable Runnable next(Member member) {
		Runnable work = this.waiting.poll();
		if (member.called) {
			member.called = false;
			this.coming--;
		}
		if (work == null) {
			this.busy--;
			this.idle.push(member);
			return null;
		}
		this.begun = this.time.nanoTime();
		return work;
	}

	/**
	 * Tell whether somebody has called the member since it has become idle.
	 */
	private synchronized boolean isCalled(Member member) {
		return member.called;
	}

	/**
	 * Let go of a member that has been idle for long.
	 * @return whether it may end, as nobody has called it
	 */
	private synchronized boolean leave(Member member) {
		return !member.called && this.idle.remove(member);
	}

	private synchronized boolean isEnding() {
		return this.end != End.NONE;
	}

	/**
	 * A thread of the pool. Owned by its thread but for what is guarded.
	 */
	private final class Member implements Runnable {

		private @Nullable Thread thread;

		// Guarded by the pool: whether it is to look for work
		private boolean called = true;

		/**
		 * Begin, or go on.
		 */
		void wake() {
			if (this.thread != null) {
				LockSupport.unpark(this.thread);
				return;
			}
			Thread thread = ElasticPool.this.threads.newThread(this);
			this.thread = thread;
			thread.start();
		}

		@Override
		public void run() {
			do {
				Runnable work = next(this);
				while (work != null) {
					run(work);
					work = next(this);
				}
			}
			while (isNeeded());
		}

		private void run(Runnable work) {
			try {
				work.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A task of the plugin host failed", ex);
			}
			// An interrupt was meant for what has been done
			Thread.interrupted();
		}

		/**
		 * Wait for work.
		 * @return whether there is some
		 */
		private boolean isNeeded() {
			boolean patient = true;
			while (patient && !isCalled(this) && !isEnding()) {
				long since = ElasticPool.this.time.nanoTime();
				LockSupport.parkNanos(ElasticPool.this, IDLE_NANOS);
				patient = ElasticPool.this.time.nanoTime() - since < IDLE_NANOS;
			}
			return !leave(this);
		}

	}

	private enum End {

		NONE, CLOSED, SHUT_DOWN

	}

}
