package io.pluginhost.worker;

/**
 * What can happen to a worker.
 */
enum LifecycleEventType {

	/** A start is requested. */
	START,

	/** A start with the first call is requested. */
	STANDBY,

	/** A lazy worker is called. */
	CALLED,

	/** A stop is requested. */
	STOP,

	/** The operating system has started the process. */
	SPAWNED,

	/** The operating system, or the launcher, has refused to start a process. */
	SPAWN_FAILED,

	/** The worker has answered initialize as it should. */
	INITIALIZED,

	/** The worker has answered initialize with an error, or without ok. */
	REFUSED,

	/** The worker has answered a health check, if only with an error. */
	HEALTH_CHECKED,

	/** The worker has answered shutdown with an error. */
	SHUTDOWN_REFUSED,

	/** The process is gone and its output at its end, but descendants are alive. */
	ORPHANED,

	/** The worker was found to misbehave in a way that only its end can mend. */
	FAULTED,

	/** The process does not write a thread dump. */
	NO_DUMP,

	/** The state has lasted as long as it may. */
	DEADLINE,

	/** The process is gone, and everything it wrote has been read. */
	EXITED;

	/**
	 * Return whether calls are kept from the moment it is requested.
	 */
	boolean isStartRequest() {
		return this == START || this == STANDBY;
	}

}
