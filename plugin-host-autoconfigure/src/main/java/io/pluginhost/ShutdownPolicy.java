package io.pluginhost;

import java.time.Duration;

/**
 * How much time a worker gets to end, step by step.
 *
 * @param drain from {@code shutdown} to the end of stdin, which SIGTERM follows
 * @param termGrace from SIGTERM to SIGKILL
 * @param killGrace from SIGKILL to giving up on the process
 */
public record ShutdownPolicy(Duration drain, Duration termGrace, Duration killGrace) {

	/**
	 * What applies unless said otherwise.
	 */
	public static final ShutdownPolicy DEFAULT = new ShutdownPolicy(Duration.ofSeconds(10), Duration.ofSeconds(5),
			Duration.ofSeconds(2));

	public ShutdownPolicy {
		drain = Checks.positive("shutdown.drain", drain);
		termGrace = Checks.positive("shutdown.term-grace", termGrace);
		killGrace = Checks.positive("shutdown.kill-grace", killGrace);
	}

	/**
	 * Return how long a stop can take.
	 * @return the sum of all steps
	 */
	public Duration total() {
		return this.drain.plus(this.termGrace).plus(this.killGrace);
	}

}
