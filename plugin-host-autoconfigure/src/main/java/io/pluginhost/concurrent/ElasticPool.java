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
 * Threads for tasks that mostly take microseconds, but may block without end. As long as
 * tasks are quick, few threads run them one after the other, because to wake a thread
 * costs more than most tasks. While they block, threads are added, as many as there are
 * tasks if need be, up to a bound if there is one. Guarded by itself; runs nothing while
 * guarded.
 * <p>
 * Tasks begin in the order they were added. A task waits behind others that block for at
 * most a millisecond before threads are added, and then for no longer than the logarithm
 * of their number. Where there are as many threads as allowed, or no other can be
 * started, tasks wait for the existing threads, and starting one is tried again.
 *
 * @see "docs/decisions/callback-threads.md"
 */
final class ElasticPool implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ElasticPool.class);

	/** If no task has begun for longer than this, the threads may be blocked. */
	private static final long QUICK_NANOS = 100_000;

	/** Interval of checks whether waiting tasks need another thread. */
	private static final Duration CHECK_INTERVAL = Duration.ofMillis(1);

	/** The same where no thread may be added. */
	private static final Duration FULL_CHECK_INTERVAL = Duration.ofSeconds(1);

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

	private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

	private final String purpose;

	private final Timekeeper time;

	private final ThreadFactory factory;

	private final @Nullable Bound bound;

	private final ThreadShortage shortage;

	private final OnceAMinute fullWarning = new OnceAMinute();

	// Guarded by this
	private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

	// Guarded by this: the thread that became idle last is first
	private final ArrayDeque<PoolThread> idle = new ArrayDeque<>();

	// Guarded by this: threads that run tasks or have been signalled to
	private int busy;

	// Guarded by this: threads that have been signalled and have not taken a task yet
	private int starting;

	// Guarded by this: when a task was taken, or a thread signalled to take one, last
	private long lastBegin;

	// Guarded by this: whether a check is scheduled
	private boolean checking;

	// Guarded by this: whether one thread stays, idle or not
	private boolean started;

	// Guarded by this
	private End end = End.NONE;

	ElasticPool(Timekeeper time, ThreadFactory factory) {
		this("tests", time, factory, null);
	}

	/**
	 * Create a pool without threads.
	 * @param purpose what the threads do, for the log
	 * @param bound the maximum number of threads, or {@code null} for no bound
	 */
	ElasticPool(String purpose, Timekeeper time, ThreadFactory factory, @Nullable Bound bound) {
		this.purpose = purpose;
		this.time = time;
		this.factory = factory;
		this.bound = bound;
		this.shortage = new ThreadShortage(time);
	}

	/**
	 * Start a thread that stays until the pool is closed, unless there is one.
	 * @throws OutOfMemoryError if it cannot be started
	 */
	void start() {
		List<PoolThread> signalled;
		synchronized (this) {
			if (this.end != End.NONE || (this.started && threads() > 0)) {
				return;
			}
			this.started = true;
			signalled = (threads() > 0) ? List.of() : signal(1, this.lastBegin);
		}
		wake(signalled);
	}

	/**
	 * Return the number of threads, including idle ones.
	 */
	synchronized int threads() {
		return this.busy + this.idle.size();
	}

	/**
	 * Return the number of tasks that wait for a thread.
	 */
	synchronized int waiting() {
		return this.waiting.size();
	}

	/**
	 * Add a task. If no thread can be started for it, it waits.
	 * @throws RejectedExecutionException if the pool is shut down
	 */
	@Override
	public void execute(Runnable task) {
		boolean deferred = WakeupBatch.defers(this);
		List<PoolThread> signalled;
		synchronized (this) {
			if (this.end == End.SHUT_DOWN) {
				throw new RejectedExecutionException("The plugin host is closed");
			}
			this.waiting.add(task);
			if (deferred && this.end == End.NONE) {
				return;
			}
			signalled = signalIfNeeded();
		}
		wakeOrRetry(signalled);
	}

	/**
	 * Ensure that waiting tasks get a thread.
	 */
	void wakeForWaiting() {
		List<PoolThread> signalled;
		synchronized (this) {
			signalled = this.waiting.isEmpty() ? List.of() : signalIfNeeded();
		}
		wakeOrRetry(signalled);
	}

	/**
	 * Let idle threads end. Later tasks are still run, each on a thread of its own.
	 */
	@Override
	public void close() {
		end(End.CLOSED);
	}

	/**
	 * Reject further tasks, and let threads end when there are none left.
	 */
	void shutdown() {
		end(End.SHUT_DOWN);
	}

	private void end(End end) {
		List<PoolThread> signalled;
		synchronized (this) {
			this.end = end;
			// There may be no timer for checks any longer
			signalled = signal(this.waiting.size() - this.starting, this.lastBegin);
			for (PoolThread thread : this.idle) {
				LockSupport.unpark(thread.thread);
			}
		}
		wakeOrRetry(signalled);
	}

	private boolean isSlow(long now) {
		return this.busy == 0 || now - this.lastBegin > QUICK_NANOS;
	}

	/**
	 * Signal a thread if no other will take the waiting tasks soon, or schedule a check.
	 */
	private List<PoolThread> signalIfNeeded() {
		if (this.waiting.size() <= this.starting) {
			return List.of();
		}
		long now = this.time.nanoTime();
		if (this.end != End.NONE || isSlow(now)) {
			List<PoolThread> signalled = signal(1, now);
			if (!signalled.isEmpty()) {
				return signalled;
			}
		}
		checkAfter(CHECK_INTERVAL);
		return List.of();
	}

	/** Signal idle or new threads, at most as many as the bound allows. */
	private List<PoolThread> signal(int count, long now) {
		List<PoolThread> signalled = new ArrayList<>(Math.max(0, count));
		for (int i = 0; i < count && (!this.idle.isEmpty() || !isFull(signalled.size())); i++) {
			PoolThread thread = this.idle.poll();
			if (thread != null) {
				thread.signalled = true;
			}
			signalled.add((thread != null) ? thread : new PoolThread());
		}
		this.busy += signalled.size();
		this.starting += signalled.size();
		this.lastBegin = signalled.isEmpty() ? this.lastBegin : now;
		return signalled;
	}

	private boolean isFull(int added) {
		return this.bound != null && threads() + added >= this.bound.max();
	}

	/**
	 * Wake threads that have been signalled.
	 * @throws OutOfMemoryError if one of them is new and cannot be started
	 */
	private void wake(List<PoolThread> signalled) {
		OutOfMemoryError failure = null;
		for (PoolThread thread : signalled) {
			try {
				thread.wake();
			}
			catch (OutOfMemoryError ex) {
				failure = ex;
				synchronized (this) {
					this.busy--;
					this.starting--;
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private boolean wakeIfPossible(List<PoolThread> signalled) {
		try {
			wake(signalled);
			return true;
		}
		catch (OutOfMemoryError ex) {
			this.shortage.report(this.purpose, ex);
			return false;
		}
	}

	private void wakeOrRetry(List<PoolThread> signalled) {
		if (!wakeIfPossible(signalled)) {
			checkAfter(ThreadShortage.RETRY);
		}
	}

	private synchronized void checkAfter(Duration delay) {
		if (!this.checking) {
			this.checking = true;
			this.time.schedule(delay, this::check);
		}
	}

	/**
	 * Invoked on the timer while tasks wait: add threads if the existing ones block.
	 */
	private void check() {
		List<PoolThread> signalled;
		int left;
		boolean full;
		synchronized (this) {
			this.checking = !this.waiting.isEmpty();
			if (!this.checking) {
				return;
			}
			long now = this.time.nanoTime();
			boolean slow = isSlow(now);
			int more = slow ? Math.max(1, this.busy) : (this.busy < PROCESSORS) ? 1 : 0;
			signalled = signal(Math.min(more, this.waiting.size() - this.starting), now);
			full = this.idle.isEmpty() && isFull(0);
			left = (full && signalled.isEmpty() && slow && this.fullWarning.isDue(now)) ? this.waiting.size() : 0;
		}
		if (left > 0 && this.bound != null) {
			logger.warn(
					"All {} threads for {} are busy ({}) and {} tasks wait for them. What runs on them blocks: "
							+ "hand it to an executor of the application, or raise the limit",
					this.bound.max(), this.purpose, this.bound.key(), left);
		}
		boolean possible = wakeIfPossible(signalled);
		this.time.schedule(!possible ? ThreadShortage.RETRY : full ? FULL_CHECK_INTERVAL : CHECK_INTERVAL, this::check);
	}

	/**
	 * Return the oldest task, or {@code null} if the thread is idle now.
	 */
	private synchronized @Nullable Runnable next(PoolThread thread) {
		Runnable task = this.waiting.poll();
		if (thread.signalled) {
			thread.signalled = false;
			this.starting--;
		}
		if (task == null) {
			this.busy--;
			this.idle.push(thread);
			return null;
		}
		this.lastBegin = this.time.nanoTime();
		return task;
	}

	private synchronized boolean isSignalled(PoolThread thread) {
		return thread.signalled;
	}

	/**
	 * Remove a thread that has been idle.
	 * @return whether it may end: not if it has been signalled, or has to stay
	 */
	private synchronized boolean removeIdle(PoolThread thread) {
		boolean stays = this.started && this.end == End.NONE && threads() == 1;
		return !thread.signalled && !stays && this.idle.remove(thread);
	}

	/** Remove a thread that ends by an error of the pool itself. */
	private synchronized void removeFailed(PoolThread thread) {
		this.busy -= this.idle.remove(thread) ? 0 : 1;
		this.starting -= thread.signalled ? 1 : 0;
	}

	private synchronized boolean isEnding() {
		return this.end != End.NONE;
	}

	/**
	 * A thread of the pool. Owned by that thread, except for what is guarded.
	 */
	private final class PoolThread implements Runnable {

		private @Nullable Thread thread;

		// Guarded by the pool: whether the thread has to take tasks
		private boolean signalled = true;

		/**
		 * Start the thread, or unpark it.
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
					Runnable task = next(this);
					while (task != null) {
						run(task);
						task = next(this);
					}
				}
				while (awaitSignal());
				done = true;
			}
			finally {
				if (!done) {
					removeFailed(this);
					wakeForWaiting();
				}
			}
		}

		private void run(Runnable task) {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A task of the plugin host failed", ex);
			}
			// An interrupt was meant for the task
			Thread.interrupted();
		}

		/**
		 * Wait until the thread is signalled, or has been idle for too long.
		 * @return whether it is signalled
		 */
		private boolean awaitSignal() {
			boolean removed = false;
			while (!removed && !isSignalled(this)) {
				long since = ElasticPool.this.time.nanoTime();
				boolean patient = !isEnding();
				while (patient && !isSignalled(this) && !isEnding()) {
					LockSupport.parkNanos(ElasticPool.this, IDLE_NANOS);
					patient = ElasticPool.this.time.nanoTime() - since < IDLE_NANOS;
				}
				removed = removeIdle(this);
			}
			return !removed;
		}

	}

	/**
	 * The maximum number of threads of a pool.
	 *
	 * @param max the number
	 * @param key the property that sets it
	 */
	record Bound(int max, String key) {
	}

	private enum End {

		NONE, CLOSED, SHUT_DOWN

	}

}
