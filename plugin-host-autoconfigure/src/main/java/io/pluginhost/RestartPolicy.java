package io.pluginhost;

import java.time.Duration;

/**
 * When a crashed worker is restarted. The delay before the n-th restart in a row is
 * {@code initialDelay × multiplier^(n−1)}, at most {@code maxDelay}, then varied by
 * {@code ± jitter}.
 *
 * @param enabled whether to restart the worker after a crash
 * @param initialDelay the delay before the first restart
 * @param multiplier the multiplier of the delay for each further crash in a row
 * @param maxDelay the maximum delay, without jitter
 * @param jitter the fraction of the delay, from 0 to 1, by which it varies at random
 * @param maxRestarts the maximum number of restarts in a row, −1 for no limit
 * @param resetAfter the time that a worker must run before its earlier crashes are no
 * longer counted
 */
public record RestartPolicy(boolean enabled, Duration initialDelay, double multiplier, Duration maxDelay, double jitter,
		int maxRestarts, Duration resetAfter) {

	/**
	 * The built-in defaults.
	 */
	public static final RestartPolicy DEFAULT = new Builder(new KeyRecorder()).build();

	public RestartPolicy {
		initialDelay = Checks.positive("restart.initial-delay", initialDelay);
		maxDelay = Checks.positive("restart.max-delay", maxDelay);
		resetAfter = Checks.positive("restart.reset-after", resetAfter);
		Checks.that(multiplier >= 1, "restart.multiplier must be at least 1 but is " + multiplier);
		Checks.that(jitter >= 0 && jitter <= 1, "restart.jitter must be between 0 and 1 but is " + jitter);
		Checks.that(maxRestarts >= -1, "restart.max-restarts must be -1 or more but is " + maxRestarts);
	}

	/**
	 * Sets single values, and records which.
	 */
	public static final class Builder {

		private final KeyRecorder keys;

		private boolean enabled = true;

		private Duration initialDelay = Duration.ofSeconds(1);

		private double multiplier = 2;

		private Duration maxDelay = Duration.ofMinutes(5);

		private double jitter = 0.25;

		private int maxRestarts = 10;

		private Duration resetAfter = Duration.ofMinutes(10);

		private Builder(KeyRecorder keys) {
			this.keys = keys;
		}

		Builder(RestartPolicy policy, KeyRecorder keys) {
			this(keys);
			this.enabled = policy.enabled;
			this.initialDelay = policy.initialDelay;
			this.multiplier = policy.multiplier;
			this.maxDelay = policy.maxDelay;
			this.jitter = policy.jitter;
			this.maxRestarts = policy.maxRestarts;
			this.resetAfter = policy.resetAfter;
		}

		/**
		 * Set whether to restart the worker after a crash.
		 * @param enabled the value
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = this.keys.choose("restart.enabled", this.enabled, enabled);
			return this;
		}

		/**
		 * Set the delay before the first restart.
		 * @param initialDelay the value
		 * @return this builder
		 */
		public Builder initialDelay(Duration initialDelay) {
			this.initialDelay = this.keys.choose("restart.initial-delay", this.initialDelay, initialDelay);
			return this;
		}

		/**
		 * Set the multiplier of the delay for each further crash in a row.
		 * @param multiplier the value
		 * @return this builder
		 */
		public Builder multiplier(double multiplier) {
			this.multiplier = this.keys.choose("restart.multiplier", this.multiplier, multiplier);
			return this;
		}

		/**
		 * Set the maximum delay, without jitter.
		 * @param maxDelay the value
		 * @return this builder
		 */
		public Builder maxDelay(Duration maxDelay) {
			this.maxDelay = this.keys.choose("restart.max-delay", this.maxDelay, maxDelay);
			return this;
		}

		/**
		 * Set the fraction of the delay, from 0 to 1, by which it varies at random.
		 * @param jitter the value
		 * @return this builder
		 */
		public Builder jitter(double jitter) {
			this.jitter = this.keys.choose("restart.jitter", this.jitter, jitter);
			return this;
		}

		/**
		 * Set the maximum number of restarts in a row, −1 for no limit.
		 * @param maxRestarts the value
		 * @return this builder
		 */
		public Builder maxRestarts(int maxRestarts) {
			this.maxRestarts = this.keys.choose("restart.max-restarts", this.maxRestarts, maxRestarts);
			return this;
		}

		/**
		 * Set the time that a worker must run before its earlier crashes are no longer
		 * counted.
		 * @param resetAfter the value
		 * @return this builder
		 */
		public Builder resetAfter(Duration resetAfter) {
			this.resetAfter = this.keys.choose("restart.reset-after", this.resetAfter, resetAfter);
			return this;
		}

		RestartPolicy build() {
			return new RestartPolicy(this.enabled, this.initialDelay, this.multiplier, this.maxDelay, this.jitter,
					this.maxRestarts, this.resetAfter);
		}

	}

}
