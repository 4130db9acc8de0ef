package io.pluginhost.worker;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a worker may be started: it, or the one that replaces it, but not both.
 * Owned by the worker's loop, except that any thread may try to replace the worker.
 */
final class StartPermit {

	/** Taken by a start until the worker is stopped, or for good by a replacement. */
	private final AtomicBoolean available = new AtomicBoolean(true);

	private @Nullable String closedReason;

	/**
	 * Take the permit for a start in a state.
	 * @return whether the worker may start
	 */
	boolean tryStart(WorkerState state) {
		boolean isIdle = state == WorkerState.STOPPED || state == WorkerState.LAZY;
		return this.closedReason == null && (!isIdle || this.available.compareAndSet(true, false));
	}

	/**
	 * Take the permit for good, from any thread.
	 * @return whether the worker has been idle and never starts again
	 */
	boolean tryReplace() {
		return this.available.compareAndSet(true, false);
	}

	/**
	 * Return the permit, as the worker is stopped.
	 */
	void stopped() {
		this.available.set(true);
	}

	/**
	 * Refuse all further starts.
	 * @param reason words that continue the name of the plugin
	 */
	void close(String reason) {
		this.closedReason = reason;
	}

	boolean isClosed() {
		return this.closedReason != null;
	}

	/**
	 * Return why a start is refused, in words that continue the name of the plugin.
	 */
	String reason() {
		return (this.closedReason != null) ? this.closedReason : "has been removed";
	}

}
