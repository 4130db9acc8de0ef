package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;

/**
 * Binds an argument of a host method.
 */
interface HandlerArgument {

	/**
	 * Return the argument's value.
	 * @throws io.pluginhost.PluginRpcException with code −32602 if it does not bind
	 */
	@Nullable Object value(CallParams params, HostCall call);

	/**
	 * Return the name of its part of the params, or an empty string if there is none.
	 */
	default String path() {
		return "";
	}

}
