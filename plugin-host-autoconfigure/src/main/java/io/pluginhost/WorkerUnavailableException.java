package io.pluginhost;

import org.jspecify.annotations.Nullable;

/**
 * A call that the host could not bring to an answer because the worker is not running,
 * ended meanwhile, or does not take more. Never made from a worker's own answer.
 */
public class WorkerUnavailableException extends PluginRpcException {

	/**
	 * Create the exception.
	 * @param message the thing, its state, and the way out
	 * @param pluginId the plugin that was called
	 * @param method the method that was called, if it was a call
	 * @param cause why, if there is an exception behind it
	 */
	public WorkerUnavailableException(String message, String pluginId, @Nullable String method,
			@Nullable Throwable cause) {
		super(RpcErrorCodes.UNAVAILABLE, message, null, pluginId, method, cause);
	}

}
