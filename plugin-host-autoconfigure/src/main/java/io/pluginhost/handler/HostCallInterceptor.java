package io.pluginhost.handler;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A bean that wraps every call to a host method that may run: the capability has been
 * checked, the params have not been bound. Runs on a handler thread and may block. The
 * first in order is the outermost.
 */
@FunctionalInterface
public interface HostCallInterceptor {

	/**
	 * Answer a call, usually by proceeding.
	 * @param call who calls, and until when
	 * @param invocation what remains to be done
	 * @return the result: what {@link Invocation#proceed()} returned, or another
	 * @throws Exception whatever the handler threw, or an
	 * {@code io.pluginhost.PluginRpcException} to refuse the call
	 */
	@Nullable Object intercept(HostCall call, Invocation invocation) throws Exception;

	/**
	 * The rest of a call: the interceptors that follow, and the handler.
	 */
	interface Invocation {

		/**
		 * Return the params of the call. They are read anew each time, and changing them
		 * has no effect.
		 * @return the params; JSON's null if there are none
		 * @throws io.pluginhost.PluginRpcException with code −32602 if they are not JSON
		 */
		JsonNode params();

		/**
		 * Do what remains to be done. May be called again, or not at all.
		 * @return the handler's result; a {@code CompletionStage} if it comes later
		 * @throws Exception whatever the handler threw
		 */
		@Nullable Object proceed() throws Exception;

	}

}
