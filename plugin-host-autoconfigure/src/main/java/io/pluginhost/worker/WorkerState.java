package io.pluginhost.worker;

import java.util.EnumSet;
import java.util.Set;

import io.pluginhost.WorkerStatus;

/**
 * What a worker does: one state for each thing that it waits for.
 */
enum WorkerState {

	/** No process, and none is meant to run. */
	STOPPED(WorkerStatus.STOPPED),

	/** No process, and the next call starts one. */
	LAZY(WorkerStatus.STOPPED),

	/** Waits until it may be started again. */
	START_DELAYED(WorkerStatus.STARTING),

	/** Waits for the operating system to start the process. */
	SPAWNING(WorkerStatus.STARTING),

	/** Waits for the answer to initialize. */
	INITIALIZING(WorkerStatus.STARTING),

	/** Takes calls. */
	RUNNING(WorkerStatus.RUNNING),

	/**
	 * Has lost its process by a signal that may have been meant for the host too, and
	 * waits for what becomes of the host.
	 */
	EXIT_PENDING(WorkerStatus.STOPPING),

	/** Waits for a killed process that failed to initialize to be gone. */
	ABORTING(WorkerStatus.STARTING),

	/**
	 * Waits for a JVM that hangs to write down what its threads do, before it is killed.
	 */
	DUMPING(WorkerStatus.STOPPING),

	/** Waits for a killed process that misbehaved to be gone. */
	KILLING_FAULTY(WorkerStatus.STOPPING),

	/** Waits for a process that is no longer wanted to be spawned, to kill it. */
	CANCELLING_SPAWN(WorkerStatus.STOPPING),

	/** Waits for the process to finish its work and exit. */
	DRAINING(WorkerStatus.STOPPING),

	/** Waits for the end of its stdin to help. */
	CLOSING_STDIN(WorkerStatus.STOPPING),

	/** Waits for SIGTERM to help. */
	TERMINATING(WorkerStatus.STOPPING),

	/** Waits for SIGKILL to help. */
	KILLING(WorkerStatus.STOPPING),

	/**
	 * Has a process that survived SIGKILL, or may yet get one that is not wanted; cannot
	 * be started meanwhile.
	 */
	UNKILLABLE(WorkerStatus.STOPPED),

	/** Waits for its next start. */
	BACKOFF(WorkerStatus.BACKOFF),

	/** Ended unexpectedly, and will not be started again by itself. */
	CRASHED(WorkerStatus.CRASHED);

	/** The states in which there may be a process. */
	static final Set<WorkerState> WITH_PROCESS = EnumSet.of(INITIALIZING, RUNNING, ABORTING, DUMPING, KILLING_FAULTY,
			DRAINING, CLOSING_STDIN, TERMINATING, KILLING, UNKILLABLE);

	private final WorkerStatus status;

	WorkerState(WorkerStatus status) {
		this.status = status;
	}

	/**
	 * Return the status that applications see.
	 */
	WorkerStatus status() {
		return this.status;
	}

}
