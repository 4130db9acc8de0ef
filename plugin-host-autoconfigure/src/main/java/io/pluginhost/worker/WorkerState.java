package io.pluginhost.worker;

import io.pluginhost.WorkerStatus;

/**
 * What a worker is doing, in as many words as it has different things to wait for.
 */
enum WorkerState {

	/** No process, and none is meant to run. */
	STOPPED(WorkerStatus.STOPPED),

	/** No process, and the next call starts one. */
	LAZY(WorkerStatus.STOPPED),

	/** Waits until it may be started again, which was not long ago. */
	START_DELAYED(WorkerStatus.STARTING),

	/** Waits for the operating system to start the process. */
	SPAWNING(WorkerStatus.STARTING),

	/** Waits for the answer to initialize. */
	INITIALIZING(WorkerStatus.STARTING),

	/** Takes calls. */
	RUNNING(WorkerStatus.RUNNING),

	/**
	 * Has lost its process by a signal that may have been meant for the host too, and
	 * waits for the host to say so.
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

	/** Waits for a process that is not wanted any more to be there, to kill it. */
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
	 * Has a process that survived SIGKILL, or may yet get one it does not want; nothing
	 * starts meanwhile.
	 */
	UNKILLABLE(WorkerStatus.STOPPED),

	/** Waits for its next start. */
	BACKOFF(WorkerStatus.BACKOFF),

	/** Ended unexpectedly, and will not be started again by itself. */
	CRASHED(WorkerStatus.CRASHED);

	private final WorkerStatus status;

	WorkerState(WorkerStatus status) {
		this.status = status;
	}

	/**
	 * What the application is shown.
	 */
	WorkerStatus status() {
		return this.status;
	}

}
