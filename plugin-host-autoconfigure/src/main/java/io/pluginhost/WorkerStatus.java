package io.pluginhost;

import java.util.Locale;

/**
 * What a plugin's worker is doing, as an application sees it.
 */
public enum WorkerStatus {

	/**
	 * No process, and none is meant to run.
	 */
	STOPPED,

	/**
	 * A process is being spawned or has not answered {@code initialize} yet.
	 */
	STARTING,

	/**
	 * Initialized and taking calls.
	 */
	RUNNING,

	/**
	 * Asked to shut down, or being made to.
	 */
	STOPPING,

	/**
	 * Ended unexpectedly; final unless {@link #BACKOFF} follows at once.
	 */
	CRASHED,

	/**
	 * Ended unexpectedly and waiting for its next start.
	 */
	BACKOFF;

	private final String code = name().toLowerCase(Locale.ROOT);

	/**
	 * Return the status as it is written in JSON.
	 * @return the name in lower case
	 */
	public String code() {
		return this.code;
	}

}
