package io.pluginhost.rpc;

import java.util.Locale;

/**
 * The kinds of errors in what a worker sends.
 */
public enum ProtocolError {

	/**
	 * A line that is not a JSON object.
	 */
	NOT_JSON,

	/**
	 * A JSON object that is not a JSON-RPC 2.0 message.
	 */
	INVALID_MESSAGE,

	/**
	 * Text or terminal codes on the line of a message, which counts all the same.
	 */
	STRAY_TEXT,

	/**
	 * A line longer than allowed.
	 */
	TOO_LONG,

	/**
	 * An answer to a call that does not exist, or no longer does.
	 */
	UNKNOWN_ANSWER;

	private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Return the kind as it is written in meters.
	 * @return the name in lower case with dashes
	 */
	public String code() {
		return this.code;
	}

}
