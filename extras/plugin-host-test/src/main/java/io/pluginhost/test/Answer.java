package io.pluginhost.test;

import org.jspecify.annotations.Nullable;

/**
 * Answers a call to a worker. Runs on a thread of its own, which it may block; exceptions
 * are answered to the caller as the worker's error.
 */
@FunctionalInterface
public interface Answer {

	/**
	 * Answer a call.
	 * @param call the call, which can also be used to call the host
	 * @return the result, which is written as JSON, or a
	 * {@link java.util.concurrent.CompletionStage} of it
	 * @throws Exception if the call fails; a {@link io.pluginhost.PluginRpcException}
	 * with its code
	 */
	@Nullable Object answer(TestCall call) throws Exception;

}
