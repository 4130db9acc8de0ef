package io.pluginhost.worker;

import java.time.Duration;
import java.util.Optional;

import io.pluginhost.RestartPolicy;

/**
 * Decides when a crashed worker is started again. A pure function: the crash count and
 * the random number are its arguments.
 */
final class RestartBackoff {

	private RestartBackoff() {
	}

	/**
	 * Return how long to wait.
	 * @param policy the plugin's policy
	 * @param consecutiveCrashes crashes in a row, from 1
	 * @param random from 0 to 1, which is spread over the jitter
	 * @return the delay, or empty to give up
	 */
	static Optional<Duration> delay(RestartPolicy policy, int consecutiveCrashes, double random) {
		boolean exhausted = policy.maxRestarts() >= 0 && consecutiveCrashes > policy.maxRestarts();
		if (!policy.enabled() || exhausted) {
			return Optional.empty();
		}
		double longest = policy.maxDelay().toNanos();
		double grown = policy.initialDelay().toNanos() * Math.pow(policy.multiplier(), consecutiveCrashes - 1.0);
		double varied = Math.min(grown, longest) * (1 + policy.jitter() * (2 * random - 1));
		return Optional.of(Duration.ofNanos(Math.max(1, (long) varied)));
	}

}
