package io.pluginhost;

import java.time.Duration;

/**
 * The longest time that is measured. A longer one is meant as "for ever" and is replaced
 * by it when it is set, so that no time overflows when it is added to another,
 * multiplied, or converted to nanoseconds.
 */
public final class TimeLimits {

	/**
	 * Ten years. Less than a thirtieth of what fits into nanoseconds.
	 */
	public static final Duration LONGEST = Duration.ofDays(3650);

	private TimeLimits() {
	}

	/**
	 * Return a time that can be measured.
	 * @param duration a time
	 * @return the time, or {@link #LONGEST} if it is longer
	 */
	public static Duration bounded(Duration duration) {
		return (duration.compareTo(LONGEST) > 0) ? LONGEST : duration;
	}

}
