package io.pluginhost;

import java.time.Duration;

/**
 * How much time a worker has to exit, step by step.
 *
 * @param drain the time to wait for the worker to exit after {@code shutdown}
 * @param termGrace the time to wait for the worker to exit after SIGTERM
 * @param killGrace the time to wait for the worker to exit after SIGKILL
 */
public record ShutdownPolicy(Duration drain, Duration termGrace, Duration killGrace) {

	/**
	 * The built-in defaults.
	 */
	public static final ShutdownPolicy DEFAULT = new Builder(new KeyRecorder()).build();

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

	/**
	 * Sets single values, and records which.
	 */
	public static final class Builder {

		private final KeyRecorder keys;

		private Duration drain = Duration.ofSeconds(10);

		private Duration termGrace = Duration.ofSeconds(5);

		private Duration killGrace = Duration.ofSeconds(2);

		private Builder(KeyRecorder keys) {
			this.keys = keys;
		}

		Builder(ShutdownPolicy policy, KeyRecorder keys) {
			this(keys);
			this.drain = policy.drain;
			this.termGrace = policy.termGrace;
			this.killGrace = policy.killGrace;
		}

		/**
		 * Set the time to wait for the worker to exit after {@code shutdown}.
		 * @param drain the value
		 * @return this builder
		 */
		public Builder drain(Duration drain) {
			this.drain = this.keys.choose("shutdown.drain", this.drain, drain);
			return this;
		}

		/**
		 * Set the time to wait for the worker to exit after SIGTERM.
		 * @param termGrace the value
		 * @return this builder
		 */
		public Builder termGrace(Duration termGrace) {
			this.termGrace = this.keys.choose("shutdown.term-grace", this.termGrace, termGrace);
			return this;
		}

		/**
		 * Set the time to wait for the worker to exit after SIGKILL.
		 * @param killGrace the value
		 * @return this builder
		 */
		public Builder killGrace(Duration killGrace) {
			this.killGrace = this.keys.choose("shutdown.kill-grace", this.killGrace, killGrace);
			return this;
		}

		ShutdownPolicy build() {
			return new ShutdownPolicy(this.drain, this.termGrace, this.killGrace);
		}

	}

}
