package io.pluginhost;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What one worker may ask of the host. Sizes are in bytes.
 *
 * @param maxMessageSize longest message in either direction
 * @param maxQueuedBytes messages waiting for the worker to take them
 * @param maxPendingCalls calls waiting for the worker's answer
 * @param maxHostCalls host handlers running for the worker at once
 * @param maxQueuedHostCalls calls of the worker waiting for a handler
 * @param hostCallTimeout how long a host handler may take
 * @param maxQueuedStreamBytes stream events waiting for listeners
 * @param writeStallTimeout how long a worker may take no byte while some wait
 * @param maxMemory resident memory of the worker's process tree, {@code null} for no
 * limit; has no effect on other platforms than Linux
 */
public record WorkerLimits(long maxMessageSize, long maxQueuedBytes, int maxPendingCalls, int maxHostCalls,
		int maxQueuedHostCalls, Duration hostCallTimeout, long maxQueuedStreamBytes, Duration writeStallTimeout,
		@Nullable Long maxMemory) {

	private static final long MEGABYTE = 1024 * 1024;

	/**
	 * What applies unless said otherwise.
	 */
	public static final WorkerLimits DEFAULT = new WorkerLimits(16 * MEGABYTE, 8 * MEGABYTE, 1024, 64, 1024,
			Duration.ofSeconds(25), 8 * MEGABYTE, Duration.ofSeconds(30), null);

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

}
