package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

import io.pluginhost.json.RawJson;

/**
 * The error object of JSON-RPC 2.0, section 5.1.
 *
 * @param code what kind of error
 * @param message what happened, in a sentence
 * @param data anything else: from the worker as {@link RawJson}, to the worker whatever
 * can be written as JSON
 */
public record RpcError(int code, String message, @Nullable Object data) {

	/**
	 * Create an error without data.
	 * @param code what kind of error
	 * @param message what happened
	 */
	public RpcError(int code, String message) {
		this(code, message, null);
	}

}
