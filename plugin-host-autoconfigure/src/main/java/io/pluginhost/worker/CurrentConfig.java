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

	private final Secrets secrets;

	private volatile Object config;

	CurrentConfig(PluginDefinition definition, RpcCodec codec, Secrets secrets) {
		this.config = definition.config();
		this.codec = codec;
		this.secrets = secrets;
	}

	Object get() {
		return this.config;
	}

	void set(Map<String, @Nullable Object> config) {
		this.secrets.learn(config);
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
	 * Learn of a call before it is sent: a worker may repeat at once what it is told.
	 */
	void calling(PendingCall call) {
		if (call.method().equals(CONFIG_CHANGED)) {
			this.secrets.learn(changed(call));
		}
	}

	/**
	 * Learn the outcome of a call, before its caller does. Most are about something else.
	 * @param failure why it failed, or {@code null} if it did not
	 */
	void called(PendingCall call, @Nullable Throwable failure) {
		if (!call.method().equals(CONFIG_CHANGED) || (failure != null && !isTakenLater(failure))) {
			return;
		}
		JsonNode changed = changed(call);
		if (changed.isObject()) {
			this.config = changed;
		}
	}

	private JsonNode changed(PendingCall call) {
		return this.codec.readTree(RawJson.of(new String(call.line(), StandardCharsets.UTF_8)))
			.path("params")
			.path("config");
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
