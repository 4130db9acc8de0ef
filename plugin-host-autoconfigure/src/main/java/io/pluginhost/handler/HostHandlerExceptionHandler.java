package io.pluginhost.handler;

import org.jspecify.annotations.Nullable;

/**
 * A bean that turns exceptions of host methods into errors for the worker. Asked in
 * order, for whatever a handler or interceptor throws or completes its result with, save
 * {@code io.pluginhost.PluginRpcException}, which is an error for the worker already.
 */
@FunctionalInterface
public interface HostHandlerExceptionHandler {

	/**
	 * Turn an exception into an error.
	 * @param exception what was thrown
	 * @param call the call during which it was thrown
	 * @return what to throw instead, usually an {@code io.pluginhost.PluginRpcException},
	 * or {@code null} to leave it to the next
	 */
	@Nullable RuntimeException handle(Throwable exception, HostCall call);

}
