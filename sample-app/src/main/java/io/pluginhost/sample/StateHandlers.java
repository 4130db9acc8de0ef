package io.pluginhost.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.Param;
import io.pluginhost.handler.Params;

/**
 * Stores values of plugins across restarts of their processes. In memory, separately for
 * each plugin that has been granted the capabilities.
 */
@Component
class StateHandlers {

	private static final int MAX_VALUES = 1000;

	private final Map<String, Map<StateKey, JsonNode>> values = new ConcurrentHashMap<>();

	@HostHandler(value = "state.get", capability = "state.read")
	@Nullable JsonNode get(StateKey key, HostCall call) {
		return valuesOf(call).get(key);
	}

	@HostHandler(value = "state.set", capability = "state.write")
	void set(@Params StateKey key, @Param("value") JsonNode value, HostCall call) {
		Map<StateKey, JsonNode> values = valuesOf(call);
		if (values.size() >= MAX_VALUES && !values.containsKey(key)) {
			throw new PluginRpcException(RpcErrorCodes.INVALID_PARAMS,
					"A plugin keeps at most " + MAX_VALUES + " values here", null);
		}
		values.put(key, value);
	}

	@HostHandler(value = "state.delete", capability = "state.write")
	void delete(StateKey key, HostCall call) {
		valuesOf(call).remove(key);
	}

	private Map<StateKey, JsonNode> valuesOf(HostCall call) {
		return this.values.computeIfAbsent(call.pluginId(), (pluginId) -> new ConcurrentHashMap<>());
	}

}
