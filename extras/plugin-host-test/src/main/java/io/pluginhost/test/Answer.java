package io.pluginhost.test;

import org.jspecify.annotations.Nullable;

/**
 * What a worker does about a call. Runs on a thread of its own, which it may block; what
 * it throws goes to the caller as the worker's error.
 */
@FunctionalInterface
public interface Answer {

	/**
	 * Answer a call.
	 * @param call the call, which also talks to the host from inside itself
	 * @return the result, to be written as JSON, or a
	 * {@link java.util.concurrent.CompletionStage} of it
	 * @throws Exception if the call fails; a {@link io.pluginhost.PluginRpcException}
	 * with its code
	 */
	@Nullable Object answer(TestCall call) throws Exception;

}
