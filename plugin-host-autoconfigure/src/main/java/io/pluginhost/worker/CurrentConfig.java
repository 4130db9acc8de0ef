package io.pluginhost.worker;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginDefinition;
import io.pluginhost.json.RawJson;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcFailureException;

/**
 * The configuration that a worker's next process is initialized with: its definition's,
 * until an application has changed it, or told the worker of another by itself. Safe for
 * use by any thread.
 */
final class CurrentConfig {

	private final PluginDefinition definition;

	private final WorkerServices services;

	private final WorkerProtocol protocol;

	private final Secrets secrets;

	/** A map, or JSON as it was sent. */
	private volatile Object config;

	CurrentConfig(PluginDefinition definition, WorkerServices services, WorkerProtocol protocol, Secrets secrets) {
		this.definition = definition;
		this.services = services;
		this.protocol = protocol;
		this.secrets = secrets;
		this.config = definition.config();
	}

	/**
	 * Return a map, or JSON.
	 */
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
		return (config instanceof RawJson json) ? this.services.json().readObject(json)
				: (Map<String, @Nullable Object>) config;
	}

	/**
	 * Check a call of an application before it is sent: what it says may be what further
	 * processes are initialized with.
	 * @throws InvalidPluginConfigException if it does not match the plugin's schema
	 */
	void check(PendingCall call) {
		RawJson changed = this.protocol.isConfigChange(call.method()) ? changed(call) : null;
		if (changed != null && changed.isObject()) {
			InvalidPluginConfigException invalid = this.services.check(this.definition.withConfig(members(changed)));
			if (invalid != null) {
				throw invalid;
			}
		}
	}

	/**
	 * Learn of a call before it is sent: a worker may repeat at once what it is told.
	 */
	void calling(PendingCall call) {
		RawJson changed = this.protocol.isConfigChange(call.method()) ? changed(call) : null;
		if (changed != null) {
			this.secrets.learn(this.services.json().readTree(changed));
		}
	}

	/**
	 * Learn the outcome of a call, before its caller does. Most are about something else.
	 * @param failure why it failed, or {@code null} if it did not
	 */
	void called(PendingCall call, @Nullable Throwable failure) {
		if (!this.protocol.isConfigChange(call.method()) || (failure != null && !isTakenLater(failure))) {
			return;
		}
		RawJson changed = changed(call);
		if (changed != null && changed.isObject()) {
			this.config = changed;
		}
	}

	private @Nullable RawJson changed(PendingCall call) {
		RawJson line = RawJson.of(new String(call.line(), StandardCharsets.UTF_8));
		RawJson params = this.services.json().members(line).get("params");
		return (params != null) ? this.protocol.changedConfig(params) : null;
	}

	/**
	 * A worker that cannot be told while it runs has not refused what it would be told.
	 */
	boolean isTakenLater(Throwable failure) {
		return failure instanceof RpcFailureException refusal && this.protocol.isUnsupported(refusal.error());
	}

}
