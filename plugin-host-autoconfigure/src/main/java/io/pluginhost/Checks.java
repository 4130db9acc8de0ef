package io.pluginhost;

import java.time.Duration;

/**
 * Refuses values that make no sense, naming the key they stand for.
 */
final class Checks {

	private Checks() {
	}

	/**
	 * Check a time.
	 * @return the time, which is {@link TimeLimits#bounded(Duration) bounded}
	 */
	static Duration positive(String key, Duration value) {
		that(!value.isNegative() && !value.isZero(), key + " must be longer than zero but is " + value);
		return TimeLimits.bounded(value);
	}

	static void positive(String key, long value) {
		that(value > 0, key + " must be greater than zero but is " + value);
	}

	static void that(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
