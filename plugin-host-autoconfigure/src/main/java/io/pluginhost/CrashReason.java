package io.pluginhost;

import java.util.Locale;

/**
 * Why a worker's process ended, or had to be ended, without being asked to stop.
 */
public enum CrashReason {

	/**
	 * The process exited by itself, with any code, 0 included.
	 */
	EXIT,

	/**
	 * The process was ended by a signal that the host did not send.
	 */
	SIGNAL,

	/**
	 * No process could be started.
	 */
	SPAWN_FAILED,

	/**
	 * The worker answered {@code initialize} with an error or without {@code ok: true}.
	 */
	INITIALIZE_FAILED,

	/**
	 * The worker did not answer {@code initialize} in time.
	 */
	INITIALIZE_TIMEOUT,

	/**
	 * The worker stopped answering health checks.
	 */
	UNRESPONSIVE,

	/**
	 * The process tree held more memory than allowed.
	 */
	MEMORY,

	/**
	 * The worker took no byte from its stdin for too long.
	 */
	STDIN_BLOCKED,

	/**
	 * The worker closed its stdin and went on living.
	 */
	STDIN_CLOSED,

	/**
	 * The worker closed its stdout and went on living.
	 */
	STDOUT_CLOSED;

	private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Return the reason as it is written in JSON and meters.
	 * @return the name in lower case with dashes, such as {@code initialize-timeout}
	 */
	public String code() {
		return this.code;
	}

}
