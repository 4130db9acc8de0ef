package io.pluginhost.worker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;

/**
 * How long each state of a worker may last. Owned by the worker's loop.
 */
final class StateDeadlines {

	/** For a JVM that hangs to write its thread dump. */
	static final Duration DUMP_TIME = Duration.ofSeconds(5);

	/** For the end of stdin to take effect before SIGTERM is sent. */
	static final Duration STDIN_GRACE = Duration.ofMillis(500);

	/** For the host to find out that a signal was meant for it too. */
	private static final Duration HOST_CLOSING_GRACE = Duration.ofMillis(250);

	/** For the operating system to start a process that is no longer wanted. */
	private static final Duration UNWANTED_SPAWN_GRACE = Duration.ofSeconds(10);

	private final PluginDefinition definition;

	private final InitializeTimeout initializeTimeout;

	private final WorkerRequests requests;

	StateDeadlines(PluginDefinition definition, InitializeTimeout initializeTimeout, WorkerRequests requests) {
		this.definition = definition;
		this.initializeTimeout = initializeTimeout;
		this.requests = requests;
	}

	/**
	 * Return how long a state may last that is entered now, or {@code null} if it has no
	 * deadline.
	 */
	@Nullable Duration of(WorkerState state) {
		return switch (state) {
			case SPAWNING -> this.definition.initializeTimeout();
			case INITIALIZING -> this.initializeTimeout.get();
			case DUMPING -> DUMP_TIME;
			case DRAINING -> this.definition.shutdown().drain();
			case CLOSING_STDIN -> STDIN_GRACE;
			case TERMINATING -> this.definition.shutdown().termGrace();
			case EXIT_PENDING -> HOST_CLOSING_GRACE;
			case KILLING, ABORTING, KILLING_FAULTY, CANCELLING_SPAWN -> this.definition.shutdown().killGrace();
			case UNKILLABLE -> UNWANTED_SPAWN_GRACE;
			case BACKOFF, START_DELAYED -> this.requests.delay();
			default -> null;
		};
	}

}
