package io.pluginhost;

import java.time.Duration;

/**
 * When a crashed worker is started again. The delay before the n-th restart in a row is
 * {@code initialDelay × multiplier^(n−1)}, at most {@code maxDelay}, then varied by
 * {@code ± jitter}.
 *
 * @param enabled whether a crashed worker is started again at all
 * @param initialDelay delay before the first restart
 * @param multiplier growth of the delay from crash to crash
 * @param maxDelay longest delay before jitter
 * @param jitter share of the delay by which it varies, from 0 to 1
 * @param maxRestarts restarts in a row before giving up, −1 for no limit
 * @param resetAfter how long a worker must run for earlier crashes to be forgotten
 */
public record RestartPolicy(boolean enabled, Duration initialDelay, double multiplier, Duration maxDelay, double jitter,
		int maxRestarts, Duration resetAfter) {

	/**
	 * What applies unless said otherwise.
	 */
	public static final RestartPolicy DEFAULT = new RestartPolicy(true, Duration.ofSeconds(1), 2, Duration.ofMinutes(5),
			0.25, 10, Duration.ofMinutes(10));

	public RestartPolicy {
		initialDelay = Checks.positive("restart.initial-delay", initialDelay);
		maxDelay = Checks.positive("restart.max-delay", maxDelay);
		resetAfter = Checks.positive("restart.reset-after", resetAfter);
		Checks.that(multiplier >= 1, "restart.multiplier must be at least 1 but is " + multiplier);
		Checks.that(jitter >= 0 && jitter <= 1, "restart.jitter must be between 0 and 1 but is " + jitter);
		Checks.that(maxRestarts >= -1, "restart.max-restarts must be -1 or more but is " + maxRestarts);
	}

}
