package io.pluginhost.client;

import org.jspecify.annotations.Nullable;

/**
 * An interface that cannot be a client of a plugin as it is declared. Stops the start of
 * the application.
 */
public class InvalidPluginClientException extends IllegalArgumentException {

	private final String action;

	/**
	 * Create an exception.
	 * @param message what is wrong, and where
	 * @param action what to do about it
	 * @param cause what it was found by, if anything
	 */
	public InvalidPluginClientException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * Return the way out.
	 * @return what to do about it
	 */
	public String action() {
		return this.action;
	}

}
