package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;

/**
 * Turns what a host method returns into a result.
 */
interface ResultAdapter {

	@Nullable Object adapt(@Nullable Object result, HostCall call);

}
