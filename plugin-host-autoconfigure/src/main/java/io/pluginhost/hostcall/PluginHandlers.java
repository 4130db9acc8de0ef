package io.pluginhost.hostcall;

import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostMethod;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;

/**
 * The host methods of one plugin: those of its own definition, then those of the
 * registry. Immutable.
 */
public final class PluginHandlers {

	private final PluginDefinition definition;

	private final HandlerRegistry registry;

	private final Map<String, RegisteredHandler> own;

	/**
	 * Create the host methods of a plugin.
	 * @param definition the plugin
	 * @param registry finds the methods that its definition does not have
	 * @param codec reads the params of methods that it has
	 */
	public PluginHandlers(PluginDefinition definition, HandlerRegistry registry, JsonCodec codec) {
		this.definition = definition;
		this.registry = registry;
		this.own = definition.handlers()
			.entrySet()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey,
					(entry) -> registry.wrap(new OwnHandler(entry.getKey(), entry.getValue(), codec))));
	}

	@Nullable RegisteredHandler find(String method) {
		RegisteredHandler handler = this.own.get(method);
		return (handler != null) ? handler : this.registry.find(this.definition.id(), method).orElse(null);
	}

	/**
	 * Return whether the plugin has been granted what a method needs.
	 */
	boolean isGranted(RegisteredHandler handler) {
		return handler.capability().isEmpty() || this.definition.capabilities().contains(handler.capability());
	}

	/**
	 * A handler of the plugin's own definition.
	 *
	 * @param method the method
	 * @param function returns the result
	 * @param codec reads the params
	 */
	private record OwnHandler(String method, HostMethod function, JsonCodec codec) implements RegisteredHandler {

		@Override
		public String capability() {
			return "";
		}

		@Override
		public boolean interruptible() {
			return false;
		}

		@Override
		public @Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception {
			return this.function.handle(tree(params), call);
		}

		private JsonNode tree(@Nullable RawJson params) {
			try {
				return this.codec.readTree(params);
			}
			catch (JacksonException ex) {
				throw new PluginRpcException(RpcErrorCodes.INVALID_PARAMS, "The parameters are no valid JSON", null);
			}
		}

	}

}
