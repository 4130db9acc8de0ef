package io.pluginhost;

import java.time.Duration;

/**
 * How a running worker is asked for signs of life.
 *
 * @param enabled whether it is asked
 * @param interval from one question to the next
 * @param timeout how long an answer may take
 * @param failureThreshold misses in a row after which the worker is killed
 * @param busyLimit how long a call in flight may excuse misses
 */
public record HealthCheckPolicy(boolean enabled, Duration interval, Duration timeout, int failureThreshold,
		Duration busyLimit) {

	/**
	 * What applies unless said otherwise.
	 */
	public static final HealthCheckPolicy DEFAULT = new HealthCheckPolicy(true, Duration.ofSeconds(30),
			Duration.ofSeconds(5), 3, Duration.ofMinutes(10));

	public HealthCheckPolicy {
		interval = Checks.positive("health-check.interval", interval);
		timeout = Checks.positive("health-check.timeout", timeout);
		busyLimit = Checks.positive("health-check.busy-limit", busyLimit);
		Checks.that(failureThreshold > 0,
				"health-check.failure-threshold must be 1 or more but is " + failureThreshold);
	}

}
