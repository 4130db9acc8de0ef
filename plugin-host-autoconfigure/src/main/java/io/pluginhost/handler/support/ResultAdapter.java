package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;

/**
 * Converts the return value of a host method to a result.
 */
interface ResultAdapter {

	@Nullable Object adapt(@Nullable Object result, HostCall call);

}
