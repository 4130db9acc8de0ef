package io.pluginhost.concurrent;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of threads that stay from the first work until the end, whatever the
 * work throws. Work is always taken: where no thread can be started it waits, and another
 * attempt is made until one can. Once closed, threads end when nothing waits; late work
 * has a thread for as long as it lasts. Guarded by itself; runs nothing while guarded.
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

	// Guarded by this: threads that are there, or about to be started
	private int threads;

	// Guarded by this: threads that wait for work
	private int idle;

	// Guarded by this: whether another attempt to start threads is due
	private boolean retrying;

	// Guarded by this
	private boolean closed;

	/**
	 * Create the threads, which start with the first work.
	 * @param purpose what they do, for the log
	 */
	FixedThreadPool(String purpose, int count, Timekeeper time, ThreadFactory factory) {
		this.purpose = purpose;
		this.count = count;
		this.time = time;
		this.factory = factory;
		this.shortage = new ThreadShortage(time);
	}

	/**
	 * Take work. Never throws for want of a thread.
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
	 * Return how many threads have to be started. Called under the guard.
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
			// An interrupt was meant for what has been done
			Thread.interrupted();
		}
	}

	/**
	 * Wait for work.
	 * @return the work, or {@code null} if the thread has to end
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
				// Nobody interrupts these threads but the work, by mistake
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
			// Whatever logging throws must not end the thread
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		notifyAll();
	}

}
