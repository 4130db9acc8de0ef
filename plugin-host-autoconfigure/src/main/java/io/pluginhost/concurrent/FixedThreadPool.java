package io.pluginhost.concurrent;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of threads that stay from the first task until the pool is closed,
 * whatever a task throws. Accepts every task: if no thread can be started, tasks wait,
 * and another attempt is made until one can. Once closed, threads end when no task waits;
 * for later tasks a thread is started. Guarded by itself; runs nothing while guarded.
 */
final class FixedThreadPool implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FixedThreadPool.class);

	private final String purpose;

	private final int count;

	private final Timekeeper time;

	private final ThreadFactory factory;

	private final ThreadShortage shortage;

	// Guarded by this
	private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

	// Guarded by this: threads that exist or are about to be started
	private int threads;

	// Guarded by this: threads that wait for a task
	private int idle;

	// Guarded by this: whether another attempt to start threads is scheduled
	private boolean retrying;

	// Guarded by this
	private boolean closed;

	/**
	 * Create a pool, whose threads start with the first task.
	 * @param purpose what the threads do, for the log
	 */
	FixedThreadPool(String purpose, int count, Timekeeper time, ThreadFactory factory) {
		this.purpose = purpose;
		this.count = count;
		this.time = time;
		this.factory = factory;
		this.shortage = new ThreadShortage(time);
	}

	/**
	 * Add a task. Does not throw if no thread can be started.
	 */
	@Override
	public void execute(Runnable work) {
		int missing;
		synchronized (this) {
			this.waiting.add(work);
			if (this.idle > 0) {
				notify();
			}
			missing = reserve();
		}
		start(missing);
	}

	/**
	 * Return the number of threads to start. Invoked under the guard.
	 */
	private int reserve() {
		int wanted = !this.closed ? this.count : this.waiting.isEmpty() ? 0 : 1;
		int missing = Math.max(0, wanted - this.threads);
		this.threads += missing;
		return missing;
	}

	private void start(int missing) {
		int failed = 0;
		for (int i = 0; i < missing; i++) {
			try {
				this.factory.newThread(this::work).start();
			}
			catch (OutOfMemoryError ex) {
				failed++;
				this.shortage.report(this.purpose, ex);
			}
		}
		if (failed > 0) {
			retryLater(failed);
		}
	}

	private void retryLater(int failed) {
		synchronized (this) {
			this.threads -= failed;
			if (this.retrying) {
				return;
			}
			this.retrying = true;
		}
		this.time.schedule(ThreadShortage.RETRY, this::retry);
	}

	private void retry() {
		int missing;
		synchronized (this) {
			this.retrying = false;
			missing = reserve();
		}
		start(missing);
	}

	private void work() {
		boolean needed = true;
		while (needed) {
			try {
				Runnable work = next();
				needed = work != null;
				if (work != null) {
					work.run();
				}
			}
			catch (RuntimeException | Error ex) {
				log(ex);
			}
			// An interrupt was meant for the task
			Thread.interrupted();
		}
	}

	/**
	 * Wait for a task.
	 * @return the task, or {@code null} if the thread has to end
	 */
	private synchronized @Nullable Runnable next() {
		while (this.waiting.isEmpty()) {
			if (this.closed) {
				this.threads--;
				return null;
			}
			this.idle++;
			try {
				wait();
			}
			catch (InterruptedException ex) {
				// Only a task can have interrupted its thread, by mistake
			}
			finally {
				this.idle--;
			}
		}
		return this.waiting.poll();
	}

	private static void log(Throwable failure) {
		try {
			logger.error("A task of the plugin host failed", failure);
		}
		catch (RuntimeException | Error ex) {
			// A failure to log must not end the thread
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		notifyAll();
	}

}
