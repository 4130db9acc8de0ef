package io.pluginhost.worker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How soon a worker may be started again. Starts that code asks for are at least
 * {@code restart.initial-delay} apart, whatever becomes of them, so that a listener that
 * restarts what has crashed makes no storm. The first one after a final state is exempt,
 * unless it follows another of that kind, and so is an operator's. Owned by the worker's
 * loop.
 */
public final class StartPace {

	private final Duration floor;

	private @Nullable Long lastStart;

	/** The last start that code asked for, except the very first. */
	private @Nullable Long lastByCode;

	private boolean askedByCode;

	private boolean gaveUp;

	/**
	 * Create a pace.
	 * @param floor the time between two starts
	 */
	public StartPace(Duration floor) {
		this.floor = floor;
	}

	/**
	 * Return the pace of a worker that takes the place of this one.
	 * @param nextFloor the time between two starts of that one
	 */
	StartPace handOver(Duration nextFloor) {
		StartPace next = new StartPace(nextFloor);
		next.lastStart = this.lastStart;
		next.lastByCode = this.lastByCode;
		next.gaveUp = this.gaveUp;
		return next;
	}

	/**
	 * Return whether no start has to wait for the last one any longer.
	 */
	public boolean isOver(long now) {
		return left(this.lastStart, now).isZero();
	}

	/**
	 * Note that the worker is not started again by itself.
	 */
	void giveUp() {
		this.gaveUp = true;
	}

	/**
	 * Return whether a start is one after a final state, from which crashes are counted
	 * anew.
	 */
	boolean isFirstAfterFinalState() {
		return this.gaveUp;
	}

	/**
	 * Take a request for a start, and return how long it has to wait.
	 * @param byOperator whether an operator asks for it
	 * @param now reading of the clock
	 * @return the time left, or zero
	 */
	Duration waitFor(boolean byOperator, long now) {
		if (byOperator || this.lastStart == null) {
			return Duration.ZERO;
		}
		this.askedByCode = true;
		boolean exempt = this.gaveUp && left(this.lastByCode, now).isZero();
		return exempt ? Duration.ZERO : left(this.lastStart, now);
	}

	/**
	 * Note that the worker is being started.
	 * @param now reading of the clock
	 */
	void started(long now) {
		this.lastStart = now;
		this.lastByCode = this.askedByCode ? (Long) now : this.lastByCode;
		this.askedByCode = false;
		this.gaveUp = false;
	}

	private Duration left(@Nullable Long since, long now) {
		if (since == null) {
			return Duration.ZERO;
		}
		Duration left = this.floor.minusNanos(now - since);
		return left.isNegative() ? Duration.ZERO : left;
	}

}
