package io.pluginhost.hostcall;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;
import io.pluginhost.json.RawJson;

/**
 * A host method, ready to be run.
 */
public interface RegisteredHandler {

	/**
	 * Return the method's name.
	 * @return the name
	 */
	String method();

	/**
	 * Return the capability a plugin must have been granted.
	 * @return the capability, or an empty text if none is needed
	 */
	String capability();

	/**
	 * Tell whether the handler may be interrupted when nobody waits for it any more.
	 * @return whether it may
	 */
	boolean interruptible();

	/**
	 * Run the handler, on a handler thread.
	 * @param params the parameters, as they came
	 * @param call who calls, and until when
	 * @return the result as anything that can be written as JSON, a
	 * {@code CompletionStage} of it, or {@code null}
	 * @throws Exception a {@code PluginRpcException} goes to the worker as it is
	 */
	@Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception;

}
