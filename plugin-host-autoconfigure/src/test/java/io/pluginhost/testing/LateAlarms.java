package io.pluginhost.testing;

import java.time.Duration;
import java.time.Instant;

import io.pluginhost.concurrent.Timekeeper;

/**
 * A clock whose {@code cancel()} can come too late: the alarm was about to ring, and
 * rings all the same.
 */
public final class LateAlarms implements Timekeeper {

	private final Timekeeper time;

	private boolean late;

	public LateAlarms(Timekeeper time) {
		this.time = time;
	}

	/**
	 * From now on cancelled alarms ring when they are due, those set before included.
	 */
	public void cancelTooLate() {
		this.late = true;
	}

	/**
	 * From now on cancelled alarms do not ring.
	 */
	public void cancelInTime() {
		this.late = false;
	}

	@Override
	public long nanoTime() {
		return this.time.nanoTime();
	}

	@Override
	public Instant now() {
		return this.time.now();
	}

	@Override
	public Alarm schedule(Duration delay, Runnable action) {
		Alarm alarm = this.time.schedule(delay, action);
		return () -> {
			if (!this.late) {
				alarm.cancel();
			}
		};
	}

}
