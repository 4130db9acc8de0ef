package io.pluginhost.concurrent;

import java.time.Duration;
import java.time.Instant;

/**
 * Time, as far as the core needs it: a parameter, so that a test can turn it by hand.
 */
public interface Timekeeper {

	/**
	 * Return a reading of a clock that never goes back.
	 * @return nanoseconds since some moment
	 */
	long nanoTime();

	/**
	 * Return the time of day.
	 * @return now
	 */
	Instant now();

	/**
	 * Do something later.
	 * @param delay how much later
	 * @param action what to do, on the timer's thread: must not block
	 * @return a way to change one's mind
	 */
	Alarm schedule(Duration delay, Runnable action);

	/**
	 * Something that is due later.
	 */
	@FunctionalInterface
	interface Alarm {

		/**
		 * Forget it, if it has not happened yet.
		 */
		void cancel();

	}

}
