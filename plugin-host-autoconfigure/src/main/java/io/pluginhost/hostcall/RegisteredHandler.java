package io.pluginhost.hostcall;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;
import io.pluginhost.json.RawJson;

/**
 * A host method that can be run.
 */
public interface RegisteredHandler {

	/**
	 * Return the method's name.
	 * @return the name
	 */
	String method();

	/**
	 * Return the capability that a plugin must have been granted.
	 * @return the capability, or an empty string if none is needed
	 */
	String capability();

	/**
	 * Return whether the handler is interrupted when its call is cancelled.
	 * @return whether it is
	 */
	boolean interruptible();

	/**
	 * Run the handler, on a handler thread.
	 * @param params the params as they were read
	 * @param call the call
	 * @return the result as an object that can be written as JSON, a
	 * {@code CompletionStage} of it, or {@code null}
	 * @throws Exception a {@code PluginRpcException} goes to the worker as it is
	 */
	@Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception;

}
