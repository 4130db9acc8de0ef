package io.pluginhost.hostcall;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.pluginhost.WorkerLimits;
import io.pluginhost.concurrent.ThreadShortage;
import io.pluginhost.concurrent.Timekeeper;

/**
 * Permits to run host handlers for one plugin, and the queue of calls that wait for one.
 * They belong to the plugin, not to a process: a handler that never returns keeps its
 * permit through all restarts, so that no worker can make the host run more of them.
 * Guarded by itself; runs no handler while guarded.
 * <p>
 * No handler begins while a process leaves as many bytes unread as may wait for it. So
 * the memory that answers take is bounded, however many calls have been admitted: by that
 * limit, and one answer for each permit.
 */
final class HandlerPermits {

	private final WorkerLimits limits;

	private final Executor threads;

	private final Timekeeper time;

	private final ThreadShortage shortage;

	// Guarded by this
	private final ArrayDeque<HostCallTask> waiting = new ArrayDeque<>();

	// Guarded by this: the length of the params of waiting calls
	private long waitingBytes;

	// Guarded by this
	private int acquired;

	HandlerPermits(WorkerLimits limits, Executor threads, Timekeeper time) {
		this.limits = limits;
		this.threads = threads;
		this.time = time;
		this.shortage = new ThreadShortage(time);
	}

	/**
	 * Acquire a permit for a call and run it, or add it to the queue.
	 * @return whether either was possible
	 */
	boolean acquire(HostCallTask task) {
		boolean room = task.hasRoom();
		boolean begins;
		synchronized (this) {
			begins = room && this.acquired < this.limits.maxHostCalls();
			if (begins) {
				this.acquired++;
			}
			else if (this.waiting.size() >= this.limits.maxQueuedHostCalls()
					|| this.waitingBytes >= this.limits.maxMessageSize()) {
				return false;
			}
			else {
				this.waiting.add(task);
				this.waitingBytes += task.size();
			}
		}
		if (begins) {
			run(task);
		}
		else if (!room) {
			task.awaitRoom();
		}
		return true;
	}

	/**
	 * Remove a call from the queue.
	 * @return whether it was there
	 */
	synchronized boolean withdraw(HostCallTask task) {
		boolean waited = this.waiting.remove(task);
		this.waitingBytes -= waited ? task.size() : 0;
		return waited;
	}

	/**
	 * Release a permit to the oldest waiting call that may begin.
	 */
	void release() {
		synchronized (this) {
			this.acquired--;
		}
		resume();
	}

	/**
	 * Run waiting calls that may begin, because there is a permit or a process has read
	 * answers.
	 */
	void resume() {
		List<HostCallTask> next = new ArrayList<>();
		List<HostCallTask> without = new ArrayList<>();
		synchronized (this) {
			Iterator<HostCallTask> tasks = this.waiting.iterator();
			while (this.acquired < this.limits.maxHostCalls() && tasks.hasNext()) {
				HostCallTask task = tasks.next();
				if (task.hasRoom()) {
					tasks.remove();
					this.waitingBytes -= task.size();
					this.acquired++;
					next.add(task);
				}
				else {
					without.add(task);
				}
			}
		}
		without.forEach(HostCallTask::awaitRoom);
		next.forEach(this::run);
	}

	private void run(HostCallTask task) {
		try {
			this.threads.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The host is closing
			task.rejectAdmitted(HostCalls.BUSY);
		}
		catch (OutOfMemoryError ex) {
			this.shortage.report("host handlers", ex);
			this.time.schedule(ThreadShortage.RETRY, () -> retry(task));
		}
	}

	/**
	 * The executor may have accepted the call although it has thrown: it runs once.
	 */
	private void retry(HostCallTask task) {
		if (!task.hasBegun()) {
			run(task);
		}
	}

}
