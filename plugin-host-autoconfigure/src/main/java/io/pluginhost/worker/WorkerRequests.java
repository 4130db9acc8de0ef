package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;

/**
 * The starts and stops that callers have requested, and how long the next start is
 * delayed. Owned by the worker's loop.
 */
final class WorkerRequests {

	private final StartPace pace;

	private final Timekeeper time;

	private final PendingFutures starts;

	private final PendingFutures startsAfterStop;

	private final PendingFutures stops;

	/** Whether an operator requests the start that waits for the stop. */
	private boolean byOperatorAfterStop;

	/** How far away the next start is, in BACKOFF and START_DELAYED. */
	private Duration delay = Duration.ZERO;

	/** Reading of the clock when the delay began. */
	private long delayedAt;

	WorkerRequests(StartPace pace, Timekeeper time, Executor callbacks) {
		this.pace = pace;
		this.time = time;
		this.starts = new PendingFutures(callbacks);
		this.startsAfterStop = new PendingFutures(callbacks);
		this.stops = new PendingFutures(callbacks);
	}

	StartPace pace() {
		return this.pace;
	}

	PendingFutures starts() {
		return this.starts;
	}

	PendingFutures stops() {
		return this.stops;
	}

	/**
	 * Add a start that is due once the process is gone.
	 */
	void addStartAfterStop(LifecycleEvent event) {
		this.byOperatorAfterStop = event.byOperator() || (this.startsAfterStop.any() && this.byOperatorAfterStop);
		this.startsAfterStop.add(event.future());
	}

	void failStartsAfterStop(Throwable reason) {
		this.startsAfterStop.fail(reason);
	}

	/**
	 * Return the start that is due now that the process is gone, or {@code null} if none
	 * is. Its futures are among the requested starts from now on.
	 */
	@Nullable LifecycleEvent takeStartAfterStop() {
		boolean any = this.startsAfterStop.any();
		this.startsAfterStop.moveTo(this.starts);
		return any ? LifecycleEvent.start(null, this.byOperatorAfterStop) : null;
	}

	/**
	 * Return how long a requested start has to wait.
	 */
	Duration waitFor(LifecycleEvent event) {
		return this.pace.waitFor(event.byOperator(), this.time.nanoTime());
	}

	void delayBy(Duration delay) {
		this.delay = delay;
		this.delayedAt = this.time.nanoTime();
	}

	/**
	 * Delay the next start by what is left of the present delay, but no longer than a
	 * duration.
	 */
	void delayByAtMost(Duration longest) {
		Duration left = this.delay.minusNanos(this.time.nanoTime() - this.delayedAt);
		delayBy((longest.compareTo(left) < 0) ? longest : left);
	}

	Duration delay() {
		return this.delay;
	}

	/**
	 * Return when the delay that has just begun ends.
	 */
	Instant delayedUntil() {
		return this.time.now().plus(this.delay);
	}

	/**
	 * Invoked when the process is being started.
	 */
	void started() {
		this.pace.started(this.time.nanoTime());
	}

}
