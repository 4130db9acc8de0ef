package io.pluginhost.worker;

/**
 * What can happen to a worker.
 */
enum LifecycleEventType {

	/** Somebody wants it to run. */
	START,

	/** Somebody wants it to run as soon as it is called. */
	STANDBY,

	/** Somebody calls it while it stands by. */
	CALLED,

	/** Somebody wants it to end. */
	STOP,

	/** The operating system started the process. */
	SPAWNED,

	/** The operating system, or what is to be started, refused. */
	SPAWN_FAILED,

	/** The worker answered initialize as it should. */
	INITIALIZED,

	/** The worker answered initialize with an error, or without ok. */
	REFUSED,

	/** The worker answered shutdown with an error. */
	SHUTDOWN_REFUSED,

	/** The process is gone and its output at its end, but descendants are alive. */
	ORPHANED,

	/** The worker was found to misbehave in a way that only its end can mend. */
	FAULTED,

	/** The process writes down nothing about its threads. */
	NO_DUMP,

	/** The state has lasted as long as it may. */
	DEADLINE,

	/** The process is gone, and everything it wrote has been read. */
	EXITED;

	/**
	 * Whether calls are kept from the moment somebody asks for it.
	 */
	boolean isExpected() {
		return this == START || this == STANDBY;
	}

}
