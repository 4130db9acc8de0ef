package io.pluginhost.concurrent;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock and a timer. A parameter of the core, so that tests can control it.
 */
public interface Timekeeper {

	/**
	 * Return a reading of a clock that never goes back.
	 * @return nanoseconds since an arbitrary moment
	 */
	long nanoTime();

	/**
	 * Return the time of day.
	 * @return now
	 */
	Instant now();

	/**
	 * Schedule an action.
	 * @param delay the time until it is run
	 * @param action run on the timer's thread; must not block
	 * @return cancels the action
	 */
	Alarm schedule(Duration delay, Runnable action);

	/**
	 * A scheduled action.
	 */
	@FunctionalInterface
	interface Alarm {

		/**
		 * Cancel the action, unless it has begun. It may still run if that happens at the
		 * same time.
		 */
		void cancel();

	}

}
