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
 * The places where one plugin's host calls are worked on, so many at once, and the queue
 * before them. They are the plugin's, not a process's: a handler that never ends keeps
 * its place through all restarts, so that no worker can make the host run more of them.
 * Guarded by itself; runs no handler while guarded.
 * <p>
 * No work begins while a process leaves as many bytes unread as may wait for it. So what
 * answers take up is bounded, however many calls have been accepted: that, and one answer
 * for each place.
 */
public final class HandlerPermits {

	private final WorkerLimits limits;

	private final Executor threads;

	private final Timekeeper time;

	private final ThreadShortage shortage;

	// Guarded by this
	private final ArrayDeque<HostCallTask> waiting = new ArrayDeque<>();

	// Guarded by this: how long the params of those that wait are
	private long waitingBytes;

	// Guarded by this
	private int taken;

	public HandlerPermits(WorkerLimits limits, Executor threads, Timekeeper time) {
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
		boolean room = task.hasRoom();
		boolean begins;
		synchronized (this) {
			begins = room && this.taken < this.limits.maxHostCalls();
			if (begins) {
				this.taken++;
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
	 * Take back a call that waits, if it still does.
	 * @return whether it did
	 */
	synchronized boolean withdraw(HostCallTask task) {
		boolean waited = this.waiting.remove(task);
		this.waitingBytes -= waited ? task.size() : 0;
		return waited;
	}

	/**
	 * Give up a place, to the call that waits longest of those that may begin.
	 */
	void leave() {
		synchronized (this) {
			this.taken--;
		}
		resume();
	}

	/**
	 * Let calls begin that wait and may: a place is free, or a process has read answers.
	 */
	void resume() {
		List<HostCallTask> next = new ArrayList<>();
		List<HostCallTask> without = new ArrayList<>();
		synchronized (this) {
			Iterator<HostCallTask> tasks = this.waiting.iterator();
			while (this.taken < this.limits.maxHostCalls() && tasks.hasNext()) {
				HostCallTask task = tasks.next();
				if (task.hasRoom()) {
					tasks.remove();
					this.waitingBytes -= task.size();
					this.taken++;
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
