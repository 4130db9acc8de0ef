package io.pluginhost.concurrent;

import java.io.IOException;

/**
 * Thrown where the operating system has no thread left for this host.
 */
public final class NoThreadException extends IOException {

	/** What happened, and what to do about it. */
	public static final String MESSAGE = "no thread could be started; check ulimit -u and the container's pids limit";

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param cause what the JDK has thrown
	 */
	public NoThreadException(Throwable cause) {
		super(MESSAGE, cause);
	}

}
