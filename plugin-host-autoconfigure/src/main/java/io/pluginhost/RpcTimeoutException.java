package io.pluginhost;

import java.time.Duration;

/**
 * A call that was not answered within its timeout. Never made from a worker's own answer.
 */
public class RpcTimeoutException extends PluginRpcException {

	/**
	 * Create the exception.
	 * @param pluginId the plugin that was called
	 * @param method the method that was called
	 * @param timeout how long the call waited
	 */
	public RpcTimeoutException(String pluginId, String method, Duration timeout) {
		super(RpcErrorCodes.TIMEOUT,
				"Plugin '%s' did not answer '%s' within %d ms".formatted(pluginId, method, timeout.toMillis()), null,
				pluginId, method, null);
	}

}
