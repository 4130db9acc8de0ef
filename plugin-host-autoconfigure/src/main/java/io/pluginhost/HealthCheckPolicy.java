package io.pluginhost;

import java.time.Duration;

/**
 * How the health of a running worker is checked.
 *
 * @param enabled whether to check the health of the worker
 * @param interval the interval between health checks
 * @param timeout the time to wait for the response to a health check
 * @param failureThreshold the number of failed health checks in a row after which the
 * worker is killed
 * @param busyLimit the maximum time for which failed health checks are ignored while a
 * call is in flight
 */
public record HealthCheckPolicy(boolean enabled, Duration interval, Duration timeout, int failureThreshold,
		Duration busyLimit) {

	/**
	 * The built-in defaults.
	 */
	public static final HealthCheckPolicy DEFAULT = new Builder(new KeyRecorder()).build();

	public HealthCheckPolicy {
		interval = Checks.positive("health-check.interval", interval);
		timeout = Checks.positive("health-check.timeout", timeout);
		busyLimit = Checks.positive("health-check.busy-limit", busyLimit);
		Checks.that(failureThreshold > 0,
				"health-check.failure-threshold must be 1 or more but is " + failureThreshold);
	}

	/**
	 * Sets single values, and records which.
	 */
	public static final class Builder {

		private final KeyRecorder keys;

		private boolean enabled = true;

		private Duration interval = Duration.ofSeconds(30);

		private Duration timeout = Duration.ofSeconds(5);

		private int failureThreshold = 3;

		private Duration busyLimit = Duration.ofMinutes(10);

		private Builder(KeyRecorder keys) {
			this.keys = keys;
		}

		Builder(HealthCheckPolicy policy, KeyRecorder keys) {
			this(keys);
			this.enabled = policy.enabled;
			this.interval = policy.interval;
			this.timeout = policy.timeout;
			this.failureThreshold = policy.failureThreshold;
			this.busyLimit = policy.busyLimit;
		}

		/**
		 * Set whether to check the health of the worker.
		 * @param enabled the value
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = this.keys.choose("health-check.enabled", this.enabled, enabled);
			return this;
		}

		/**
		 * Set the interval between health checks.
		 * @param interval the value
		 * @return this builder
		 */
		public Builder interval(Duration interval) {
			this.interval = this.keys.choose("health-check.interval", this.interval, interval);
			return this;
		}

		/**
		 * Set the time to wait for the response to a health check.
		 * @param timeout the value
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = this.keys.choose("health-check.timeout", this.timeout, timeout);
			return this;
		}

		/**
		 * Set the number of failed health checks in a row after which the worker is
		 * killed.
		 * @param failureThreshold the value
		 * @return this builder
		 */
		public Builder failureThreshold(int failureThreshold) {
			this.failureThreshold = this.keys.choose("health-check.failure-threshold", this.failureThreshold,
					failureThreshold);
			return this;
		}

		/**
		 * Set the maximum time for which failed health checks are ignored while a call is
		 * in flight.
		 * @param busyLimit the value
		 * @return this builder
		 */
		public Builder busyLimit(Duration busyLimit) {
			this.busyLimit = this.keys.choose("health-check.busy-limit", this.busyLimit, busyLimit);
			return this;
		}

		HealthCheckPolicy build() {
			return new HealthCheckPolicy(this.enabled, this.interval, this.timeout, this.failureThreshold,
					this.busyLimit);
		}

	}

}
