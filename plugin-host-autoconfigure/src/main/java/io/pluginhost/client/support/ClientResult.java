package io.pluginhost.client.support;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginCall;

/**
 * Converts a call to the return value of a client's method. Safe for use by any thread.
 */
interface ClientResult {

	/**
	 * Retrieve the result, or a future of it.
	 * @param call creates the call
	 * @return the return value
	 */
	@Nullable Object retrieve(Supplier<PluginCall> call);

}
