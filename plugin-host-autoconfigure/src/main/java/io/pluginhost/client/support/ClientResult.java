package io.pluginhost.client.support;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginCall;

/**
 * Turns a call into what a client's method returns. Safe for use by any number of
 * threads.
 */
interface ClientResult {

	/**
	 * Retrieve the result, now or later.
	 * @param call makes the call to retrieve
	 * @return the result, or what it will come as
	 */
	@Nullable Object retrieve(Supplier<PluginCall> call);

}
