package io.pluginhost.concurrent;

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

/**
 * Threads for work that is mostly done in microseconds, and may block for ever. While it
 * is quick, few threads do it one piece after the other: to wake a thread costs more than
 * most of it. Where it is not, threads are added, as many as there is work if need be, up
 * to a bound if there is one.
 * <p>
 * Work begins in the order it came. It waits behind what blocks for a millisecond at the
 * most before there are more threads, and then for no more than the logarithm of how much
 * of it blocks. Where there are as many threads as allowed, or no other can be started,
 * it waits for one of those there are; whether another can be started is tried again.
 * Guarded by itself; runs nothing while guarded.
 *
 * @see "docs/decisions/callback-threads.md"
 */
final class ElasticPool implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ElasticPool.class);

	/** If nothing has begun for so long, whoever is at work may be blocked. */
	private static final long QUICK_NANOS = 100_000;

	/** How often it is seen to that what waits does not wait for those who block. */
	private static final Duration ROUND = Duration.ofMillis(1);

	/** How often it is looked whether work still waits where no thread may be added. */
	private static final Duration FULL_ROUND = Duration.ofSeconds(1);

	private static final long REPORT_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

	private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

	private final String purpose;

	private final Timekeeper time;

	private final ThreadFactory factory;

	private final @Nullable Bound bound;

	private final ThreadShortage shortage;

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

	// Guarded by this: whether a thread stays, idle or not
	private boolean started;

	// Guarded by this: when it was logged that work waits as there are too few threads
	private @Nullable Long reported;

	// Guarded by this
	private End end = End.NONE;

	ElasticPool(Timekeeper time, ThreadFactory factory) {
		this("tests", time, factory, null);
	}

	/**
	 * Create a pool without threads.
	 * @param purpose what they do, for the log
	 * @param bound the most threads, or {@code null} for as many as needed
	 */
	ElasticPool(String purpose, Timekeeper time, ThreadFactory factory, @Nullable Bound bound) {
		this.purpose = purpose;
		this.time = time;
		this.factory = factory;
		this.bound = bound;
		this.shortage = new ThreadShortage(time);
	}

	/**
	 * Start a thread that stays until the end, unless there is one.
	 * @throws OutOfMemoryError if it cannot be started
	 */
	void start() {
		List<Member> called;
		synchronized (this) {
			if (this.end != End.NONE || (this.started && threads() > 0)) {
				return;
			}
			this.started = true;
			called = (threads() > 0) ? List.of() : call(1, this.begun);
		}
		wake(called);
	}

	/**
	 * Return how many threads there are, idle or not.
	 */
	synchronized int threads() {
		return this.busy + this.idle.size();
	}

	/**
	 * Return how much waits for a thread.
	 */
	synchronized int waiting() {
		return this.waiting.size();
	}

	/**
	 * Take work. Where no thread can be started for it, it waits.
	 * @throws RejectedExecutionException if the pool is shut down
	 */
	@Override
	public void execute(Runnable work) {
		boolean deferred = WakeupBatch.defers(this);
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
		wakeOrRetry(called);
	}

	/**
	 * See that there is somebody for what waits.
	 */
	void seeToWaiting() {
		List<Member> called;
		synchronized (this) {
			called = this.waiting.isEmpty() ? List.of() : callIfNeeded();
		}
		wakeOrRetry(called);
	}

	private synchronized void watchLater() {
		if (!this.watched) {
			this.watched = true;
			this.time.schedule(ThreadShortage.RETRY, this::watch);
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
			List<Member> called = call(1, now);
			if (!called.isEmpty()) {
				return called;
			}
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
		wakeOrRetry(called);
	}

	private boolean isSlow(long now) {
		return this.busy == 0 || now - this.begun > QUICK_NANOS;
	}

	/**
	 * Call threads to work, as many as may be.
	 */
	private List<Member> call(int count, long now) {
		List<Member> called = new ArrayList<>(Math.max(0, count));
		for (int i = 0; i < count && (!this.idle.isEmpty() || !isFull(called.size())); i++) {
			Member member = this.idle.poll();
			if (member != null) {
				member.called = true;
			}
			called.add((member != null) ? member : new Member());
		}
		this.busy += called.size();
		this.coming += called.size();
		this.begun = called.isEmpty() ? this.begun : now;
		return called;
	}

	private boolean isFull(int called) {
		return this.bound != null && threads() + called >= this.bound.max();
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
			this.shortage.report(this.purpose, ex);
			return false;
		}
	}

	private void wakeOrRetry(List<Member> called) {
		if (!wakeIfPossible(called)) {
			watchLater();
		}
	}

	/**
	 * See that what waits does not wait for those who block.
	 */
	private void watch() {
		List<Member> called;
		int left;
		boolean full;
		synchronized (this) {
			this.watched = !this.waiting.isEmpty();
			if (!this.watched) {
				return;
			}
			long now = this.time.nanoTime();
			boolean slow = isSlow(now);
			int more = slow ? Math.max(1, this.busy) : (this.busy < PROCESSORS) ? 1 : 0;
			called = call(Math.min(more, this.waiting.size() - this.coming), now);
			full = this.idle.isEmpty() && isFull(0);
			left = (full && called.isEmpty() && slow && isReportDue(now)) ? this.waiting.size() : 0;
		}
		if (left > 0) {
			report(left);
		}
		boolean possible = wakeIfPossible(called);
		this.time.schedule(!possible ? ThreadShortage.RETRY : full ? FULL_ROUND : ROUND, this::watch);
	}

	/** Under the guard. */
	private boolean isReportDue(long now) {
		boolean due = this.reported == null || now - this.reported >= REPORT_NANOS;
		this.reported = due ? (Long) now : this.reported;
		return due;
	}

	private void report(int left) {
		if (this.bound != null) {
			logger.warn(
					"All {} threads for {} are busy ({}) and {} tasks wait for them. What runs on them blocks: "
							+ "hand it to an executor of the application, or raise the limit",
					this.bound.max(), this.purpose, this.bound.key(), left);
		}
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
		boolean stays = this.started && this.end == End.NONE && threads() == 1;
		return !member.called && !stays && this.idle.remove(member);
	}

	/**
	 * A thread ends by what nobody has foreseen, and does no more work.
	 */
	private synchronized void lose(Member member) {
		this.busy -= this.idle.remove(member) ? 0 : 1;
		this.coming -= member.called ? 1 : 0;
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
			Thread thread = ElasticPool.this.factory.newThread(this);
			this.thread = thread;
			thread.start();
		}

		@Override
		public void run() {
			boolean done = false;
			try {
				do {
					Runnable work = next(this);
					while (work != null) {
						run(work);
						work = next(this);
					}
				}
				while (isNeeded());
				done = true;
			}
			finally {
				if (!done) {
					lose(this);
					seeToWaiting();
				}
			}
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
			boolean left = false;
			while (!left && !isCalled(this)) {
				long since = ElasticPool.this.time.nanoTime();
				boolean patient = !isEnding();
				while (patient && !isCalled(this) && !isEnding()) {
					LockSupport.parkNanos(ElasticPool.this, IDLE_NANOS);
					patient = ElasticPool.this.time.nanoTime() - since < IDLE_NANOS;
				}
				left = leave(this);
			}
			return !left;
		}

	}

	/**
	 * The most threads a pool may have.
	 *
	 * @param max how many
	 * @param key the property that says so
	 */
	record Bound(int max, String key) {
	}

	private enum End {

		NONE, CLOSED, SHUT_DOWN

	}

}
