package io.pluginhost.worker;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.pluginhost.WorkerLimits;
import io.pluginhost.rpc.Timekeeper;

/**
 * The places where one plugin's host calls are worked on, so many at once, and the queue
 * before them. They are the plugin's, not a process's: a handler that never ends keeps
 * its place through all restarts, so that no worker can make the host run more of them.
 * Guarded by itself; runs no handler while guarded.
 */
final class HandlerPlaces {

	private final WorkerLimits limits;

	private final Executor threads;

	private final Timekeeper time;

	private final ThreadShortage shortage;

	// Guarded by this
	private final ArrayDeque<HostCallTask> waiting = new ArrayDeque<>();

	// Guarded by this
	private int taken;

	HandlerPlaces(WorkerLimits limits, Executor threads, Timekeeper time) {
		this.limits = limits;
		this.threads = threads;
		this.time = time;
		this.shortage = new ThreadShortage(time);
	}

	/**
	 * Find a place for a call, or let it wait for one.
	 * @return whether it has either
	 */
	boolean take(HostCallTask task) {
		synchronized (this) {
			if (this.taken >= this.limits.maxHostCalls()) {
				return this.waiting.size() < this.limits.maxQueuedHostCalls() && this.waiting.add(task);
			}
			this.taken++;
		}
		run(task);
		return true;
	}

	/**
	 * Take back a call that waits, if it still does.
	 * @return whether it did
	 */
	synchronized boolean withdraw(HostCallTask task) {
		return this.waiting.remove(task);
	}

	/**
	 * Give up a place, to whoever waits longest.
	 */
	void leave() {
		HostCallTask next;
		synchronized (this) {
			next = this.waiting.poll();
			if (next == null) {
				this.taken--;
			}
		}
		if (next != null) {
			run(next);
		}
	}

	private void run(HostCallTask task) {
		try {
			this.threads.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The host is closing
			task.reject(HostCalls.BUSY);
		}
		catch (OutOfMemoryError ex) {
			this.shortage.report("host handlers", ex);
			this.time.schedule(ThreadShortage.RETRY, () -> retry(task));
		}
	}

	/**
	 * The threads may have taken the call although they have thrown: it runs once.
	 */
	private void retry(HostCallTask task) {
		if (!task.hasBegun()) {
			run(task);
		}
	}

}
