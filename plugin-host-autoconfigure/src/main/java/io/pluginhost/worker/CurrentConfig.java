package io.pluginhost.worker;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.rpc.RpcFailureException;

/**
 * The configuration that a worker's next process is initialized with: its definition's,
 * until an application has changed it, or told the worker of another by itself. Safe for
 * use by any thread.
 */
final class CurrentConfig {

	static final String CONFIG_CHANGED = "configChanged";

	private final RpcCodec codec;

	private volatile Object config;

	CurrentConfig(PluginDefinition definition, RpcCodec codec) {
		this.config = definition.config();
		this.codec = codec;
	}

	Object get() {
		return this.config;
	}

	void set(Map<String, @Nullable Object> config) {
		this.config = config;
	}

	/**
	 * Return the definition with this configuration in place of its own.
	 */
	PluginDefinition applyTo(PluginDefinition definition) {
		return definition.withConfig(members(this.config));
	}

	@SuppressWarnings("unchecked")
	private Map<String, @Nullable Object> members(Object config) {
		Map<String, @Nullable Object> members = (config instanceof JsonNode)
				? this.codec.read(RawJson.of(config.toString()), Map.class) : (Map<String, @Nullable Object>) config;
		return (members != null) ? members : Map.of();
	}

	/**
	 * Learn the outcome of a call, before its caller does. Most are about something else.
	 * @param failure why it failed, or {@code null} if it did not
	 */
	void called(PendingCall call, @Nullable Throwable failure) {
		if (!call.method().equals(CONFIG_CHANGED) || (failure != null && !isTakenLater(failure))) {
			return;
		}
		JsonNode changed = this.codec.readTree(RawJson.of(new String(call.line(), StandardCharsets.UTF_8)))
			.path("params")
			.path("config");
		if (changed.isObject()) {
			this.config = changed;
		}
	}

	/**
	 * A worker that cannot be told while it runs has not refused what it would be told.
	 */
	static boolean isTakenLater(Throwable failure) {
		return failure instanceof RpcFailureException refusal
				&& (refusal.error().code() == RpcErrorCodes.METHOD_NOT_FOUND
						|| refusal.error().code() == RpcErrorCodes.NOT_IMPLEMENTED);
	}

}
