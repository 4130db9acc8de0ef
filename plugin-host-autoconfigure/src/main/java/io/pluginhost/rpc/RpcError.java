package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

import io.pluginhost.json.RawJson;

/**
 * The error object of JSON-RPC 2.0, section 5.1.
 *
 * @param code the error code
 * @param message a sentence about what happened
 * @param data further data: {@link RawJson} from the worker, any value that can be
 * written as JSON to the worker
 */
public record RpcError(int code, String message, @Nullable Object data) {

	/**
	 * Create an error without data.
	 * @param code the error code
	 * @param message a sentence about what happened
	 */
	public RpcError(int code, String message) {
		this(code, message, null);
	}

}
