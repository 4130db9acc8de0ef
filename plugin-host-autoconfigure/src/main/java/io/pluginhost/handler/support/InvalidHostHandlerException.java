package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

/**
 * A host method that cannot be offered as it is declared. Stops the start of the
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
	 * Return the way out.
	 * @return what to do about it
	 */
	public String action() {
		return this.action;
	}

}
