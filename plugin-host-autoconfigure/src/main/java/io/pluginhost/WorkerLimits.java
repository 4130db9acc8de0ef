package io.pluginhost;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The resources of the host that one worker may use. Sizes are in bytes.
 *
 * @param maxMessageSize the maximum size of a message in either direction
 * @param maxQueuedBytes the maximum size of the messages that wait to be written to the
 * worker
 * @param maxPendingCalls the maximum number of calls in flight
 * @param maxHostCalls the maximum number of host handlers that run for the worker at the
 * same time
 * @param maxQueuedHostCalls the maximum number of host calls that wait for a handler
 * @param hostCallTimeout the time after which a host call fails
 * @param maxQueuedStreamBytes the maximum size of the stream events that wait for
 * listeners
 * @param writeStallTimeout the time after which a worker is killed that reads nothing
 * while messages wait
 * @param maxMemory the maximum resident memory of the worker's process tree, {@code null}
 * for no limit; has no effect on platforms other than Linux
 */
public record WorkerLimits(long maxMessageSize, long maxQueuedBytes, int maxPendingCalls, int maxHostCalls,
		int maxQueuedHostCalls, Duration hostCallTimeout, long maxQueuedStreamBytes, Duration writeStallTimeout,
		@Nullable Long maxMemory) {

	private static final long MEGABYTE = 1024 * 1024;

	/**
	 * The built-in defaults.
	 */
	public static final WorkerLimits DEFAULT = new Builder(new KeyRecorder()).build();

	public WorkerLimits {
		Checks.that(maxMessageSize > 0 && maxMessageSize <= Integer.MAX_VALUE - 16,
				"limits.max-message-size must be between 1 byte and 2 GB but is " + maxMessageSize);
		Checks.positive("limits.max-queued-bytes", maxQueuedBytes);
		Checks.positive("limits.max-pending-calls", maxPendingCalls);
		Checks.positive("limits.max-host-calls", maxHostCalls);
		Checks.positive("limits.max-queued-host-calls", maxQueuedHostCalls);
		hostCallTimeout = Checks.positive("limits.host-call-timeout", hostCallTimeout);
		Checks.positive("limits.max-queued-stream-bytes", maxQueuedStreamBytes);
		writeStallTimeout = Checks.positive("limits.write-stall-timeout", writeStallTimeout);
		Checks.positive("limits.max-memory", (maxMemory != null) ? maxMemory : 1);
	}

	/**
	 * Sets single values, and records which.
	 */
	public static final class Builder {

		private final KeyRecorder keys;

		private long maxMessageSize = 16 * MEGABYTE;

		private long maxQueuedBytes = 8 * MEGABYTE;

		private int maxPendingCalls = 1024;

		private int maxHostCalls = 64;

		private int maxQueuedHostCalls = 1024;

		private Duration hostCallTimeout = Duration.ofSeconds(25);

		private long maxQueuedStreamBytes = 8 * MEGABYTE;

		private Duration writeStallTimeout = Duration.ofSeconds(30);

		private @Nullable Long maxMemory;

		private Builder(KeyRecorder keys) {
			this.keys = keys;
		}

		Builder(WorkerLimits policy, KeyRecorder keys) {
			this(keys);
			this.maxMessageSize = policy.maxMessageSize;
			this.maxQueuedBytes = policy.maxQueuedBytes;
			this.maxPendingCalls = policy.maxPendingCalls;
			this.maxHostCalls = policy.maxHostCalls;
			this.maxQueuedHostCalls = policy.maxQueuedHostCalls;
			this.hostCallTimeout = policy.hostCallTimeout;
			this.maxQueuedStreamBytes = policy.maxQueuedStreamBytes;
			this.writeStallTimeout = policy.writeStallTimeout;
			this.maxMemory = policy.maxMemory;
		}

		/**
		 * Set the maximum size of a message in either direction.
		 * @param maxMessageSize the value
		 * @return this builder
		 */
		public Builder maxMessageSize(long maxMessageSize) {
			this.maxMessageSize = this.keys.choose("limits.max-message-size", this.maxMessageSize, maxMessageSize);
			return this;
		}

		/**
		 * Set the maximum size of the messages that wait to be written to the worker.
		 * @param maxQueuedBytes the value
		 * @return this builder
		 */
		public Builder maxQueuedBytes(long maxQueuedBytes) {
			this.maxQueuedBytes = this.keys.choose("limits.max-queued-bytes", this.maxQueuedBytes, maxQueuedBytes);
			return this;
		}

		/**
		 * Set the maximum number of calls in flight.
		 * @param maxPendingCalls the value
		 * @return this builder
		 */
		public Builder maxPendingCalls(int maxPendingCalls) {
			this.maxPendingCalls = this.keys.choose("limits.max-pending-calls", this.maxPendingCalls, maxPendingCalls);
			return this;
		}

		/**
		 * Set the maximum number of host handlers that run for the worker at the same
		 * time.
		 * @param maxHostCalls the value
		 * @return this builder
		 */
		public Builder maxHostCalls(int maxHostCalls) {
			this.maxHostCalls = this.keys.choose("limits.max-host-calls", this.maxHostCalls, maxHostCalls);
			return this;
		}

		/**
		 * Set the maximum number of host calls that wait for a handler.
		 * @param maxQueuedHostCalls the value
		 * @return this builder
		 */
		public Builder maxQueuedHostCalls(int maxQueuedHostCalls) {
			this.maxQueuedHostCalls = this.keys.choose("limits.max-queued-host-calls", this.maxQueuedHostCalls,
					maxQueuedHostCalls);
			return this;
		}

		/**
		 * Set the time after which a host call fails.
		 * @param hostCallTimeout the value
		 * @return this builder
		 */
		public Builder hostCallTimeout(Duration hostCallTimeout) {
			this.hostCallTimeout = this.keys.choose("limits.host-call-timeout", this.hostCallTimeout, hostCallTimeout);
			return this;
		}

		/**
		 * Set the maximum size of the stream events that wait for listeners.
		 * @param maxQueuedStreamBytes the value
		 * @return this builder
		 */
		public Builder maxQueuedStreamBytes(long maxQueuedStreamBytes) {
			this.maxQueuedStreamBytes = this.keys.choose("limits.max-queued-stream-bytes", this.maxQueuedStreamBytes,
					maxQueuedStreamBytes);
			return this;
		}

		/**
		 * Set the time after which a worker is killed that reads nothing while messages
		 * wait.
		 * @param writeStallTimeout the value
		 * @return this builder
		 */
		public Builder writeStallTimeout(Duration writeStallTimeout) {
			this.writeStallTimeout = this.keys.choose("limits.write-stall-timeout", this.writeStallTimeout,
					writeStallTimeout);
			return this;
		}

		/**
		 * Set the maximum resident memory of the worker's process tree, {@code null} for
		 * no limit; has no effect on platforms other than Linux.
		 * @param maxMemory the value
		 * @return this builder
		 */
		public Builder maxMemory(@Nullable Long maxMemory) {
			this.maxMemory = this.keys.choose("limits.max-memory", this.maxMemory, maxMemory);
			return this;
		}

		WorkerLimits build() {
			return new WorkerLimits(this.maxMessageSize, this.maxQueuedBytes, this.maxPendingCalls, this.maxHostCalls,
					this.maxQueuedHostCalls, this.hostCallTimeout, this.maxQueuedStreamBytes, this.writeStallTimeout,
					this.maxMemory);
		}

	}

}
