package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a host method is not declared correctly. Stops the start of the
 * application.
 */
public class InvalidHostHandlerException extends IllegalStateException {

	private final String action;

	InvalidHostHandlerException(String message, String action) {
		this(message, action, null);
	}

	InvalidHostHandlerException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * Return the action to take.
	 * @return the action
	 */
	public String action() {
		return this.action;
	}

}
