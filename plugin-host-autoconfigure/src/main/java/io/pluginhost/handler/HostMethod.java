package io.pluginhost.handler;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A host method as a function, for one plugin alone.
 */
@FunctionalInterface
public interface HostMethod {

	/**
	 * Answer a worker's call. Runs on a handler thread and may block.
	 * @param params the parameters; JSON's null if there are none
	 * @param call who calls, and until when
	 * @return the result as anything that can be written as JSON, a
	 * {@code CompletionStage} of it, or {@code null}
	 * @throws Exception an {@code io.pluginhost.PluginRpcException} goes to the worker as
	 * it is, anything else as −32603
	 */
	@Nullable Object handle(JsonNode params, HostCall call) throws Exception;

}
