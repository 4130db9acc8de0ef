package io.pluginhost.concurrent;

import java.io.IOException;

/**
 * Thrown when no thread could be started for this host.
 */
public final class NoThreadException extends IOException {

	/** The problem, and what to do about it. */
	public static final String MESSAGE = "no thread could be started; check ulimit -u and the container's pids limit";

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param cause the error of the JDK
	 */
	public NoThreadException(Throwable cause) {
		super(MESSAGE, cause);
	}

}
