package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;

/**
 * Where one argument of a host method comes from.
 */
interface HandlerArgument {

	/**
	 * Return the argument's value.
	 * @throws io.pluginhost.PluginRpcException with code −32602 if it does not bind
	 */
	@Nullable Object value(CallParams params, HostCall call);

	/**
	 * Return the part of the params it is, empty if it is not one part of them.
	 */
	default String path() {
		return "";
	}

}
