package io.pluginhost.hostcall;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.pluginhost.TimeLimits;
import io.pluginhost.concurrent.Timekeeper;

/**
 * The host calls of one process that have not been answered yet. All have the same
 * timeout, so the oldest times out first, and one alarm is enough; it may be triggered
 * for a call that has been answered. Guarded by itself; runs no foreign code while
 * guarded.
 */
final class OpenHostCalls {

	private final Timekeeper time;

	private final long timeout;

	// Guarded by this: the oldest first
	private final Set<HostCallTask> calls = new LinkedHashSet<>();

	// Guarded by this
	private Timekeeper.@Nullable Alarm alarm;

	// Guarded by this
	private boolean ended;

	OpenHostCalls(Timekeeper time, Duration timeout) {
		this.time = time;
		this.timeout = TimeLimits.bounded(timeout).toNanos();
	}

	/**
	 * Add a call and start its timeout.
	 * @return whether it was added: not if the process has ended
	 */
	synchronized boolean add(HostCallTask call) {
		if (this.ended) {
			return false;
		}
		call.begin(this.time.nanoTime());
		this.calls.add(call);
		if (this.alarm == null) {
			scheduleExpiry(this.timeout);
		}
		return true;
	}

	synchronized void remove(HostCallTask call) {
		this.calls.remove(call);
	}

	/**
	 * Find requests by their id, as JSON. A worker may use an id for several requests.
	 */
	synchronized List<HostCallTask> find(String requestId) {
		return this.calls.stream().filter((call) -> requestId.equals(call.requestId())).toList();
	}

	/**
	 * Return the number of calls that wait for an answer, which notifications do not.
	 */
	synchronized int requests() {
		return (int) this.calls.stream().filter((call) -> call.requestId() != null).count();
	}

	/**
	 * Accept no more calls.
	 * @return the calls that were open
	 */
	synchronized List<HostCallTask> end() {
		this.ended = true;
		if (this.alarm != null) {
			this.alarm.cancel();
			this.alarm = null;
		}
		List<HostCallTask> remaining = List.copyOf(this.calls);
		this.calls.clear();
		return remaining;
	}

	private void scheduleExpiry(long delay) {
		this.alarm = this.time.schedule(Duration.ofNanos(delay), this::expire);
	}

	private void expire() {
		List<HostCallTask> expired = new ArrayList<>();
		synchronized (this) {
			this.alarm = null;
			if (this.ended) {
				return;
			}
			long now = this.time.nanoTime();
			Iterator<HostCallTask> oldest = this.calls.iterator();
			while (oldest.hasNext() && this.alarm == null) {
				HostCallTask call = oldest.next();
				long remaining = this.timeout - (now - call.begun());
				if (remaining > 0) {
					scheduleExpiry(remaining);
				}
				else {
					oldest.remove();
					expired.add(call);
				}
			}
		}
		expired.forEach(HostCallTask::expire);
	}

}
