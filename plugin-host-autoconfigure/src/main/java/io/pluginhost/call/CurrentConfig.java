package io.pluginhost.call;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginDefinition;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcFailureException;

/**
 * The configuration that a worker's next process is initialized with: its definition's,
 * until an application changes it, or sends another by a call of its own. Safe for use by
 * any thread.
 */
public final class CurrentConfig {

	private final PluginDefinition definition;

	private final Secrets secrets;

	private final ConfigValidator validator;

	private final WorkerProtocol protocol;

	private final JsonCodec json;

	/** A map, or JSON as it was sent. */
	private volatile Object config;

	public CurrentConfig(PluginDefinition definition, Secrets secrets, ConfigValidator validator,
			WorkerProtocol protocol, JsonCodec json) {
		this.definition = definition;
		this.secrets = secrets;
		this.validator = validator;
		this.protocol = protocol;
		this.json = json;
		this.config = definition.config();
	}

	/**
	 * Return the configuration, as a map or as JSON.
	 */
	public Object get() {
		return this.config;
	}

	public void set(Map<String, @Nullable Object> config) {
		this.secrets.learn(config);
		this.config = config;
	}

	/**
	 * Return the plugin's definition with this configuration in place of its own.
	 */
	public PluginDefinition definition() {
		return this.definition.withConfig(members(this.config));
	}

	/**
	 * Validate the configuration.
	 * @return what is wrong with it, or {@code null}
	 */
	public @Nullable InvalidPluginConfigException validate() {
		return this.validator.check(definition());
	}

	/**
	 * Validate a configuration that this one may be changed to.
	 * @return what is wrong with it, or {@code null}
	 */
	public @Nullable InvalidPluginConfigException validate(Map<String, @Nullable Object> changed) {
		return this.validator.check(this.definition.withConfig(changed));
	}

	@SuppressWarnings("unchecked")
	private Map<String, @Nullable Object> members(Object config) {
		return (config instanceof RawJson raw) ? this.json.readObject(raw) : (Map<String, @Nullable Object>) config;
	}

	/**
	 * Check a call of an application before it is sent: further processes may be
	 * initialized with its configuration.
	 * @throws InvalidPluginConfigException if it does not match the plugin's schema
	 */
	void check(PendingCall call) {
		RawJson changed = this.protocol.isConfigChange(call.method()) ? changed(call) : null;
		if (changed != null && changed.isObject()) {
			InvalidPluginConfigException invalid = validate(members(changed));
			if (invalid != null) {
				throw invalid;
			}
		}
	}

	/**
	 * Invoked before a call is sent, to learn its secrets: the worker may repeat them at
	 * once.
	 */
	void beforeCall(PendingCall call) {
		RawJson changed = this.protocol.isConfigChange(call.method()) ? changed(call) : null;
		if (changed != null) {
			this.secrets.learn(this.json.readTree(changed));
		}
	}

	/**
	 * Invoked when a call is settled, before its caller learns of it. Most calls are
	 * about something else.
	 * @param failure why it failed, or {@code null} if it did not
	 */
	void afterCall(PendingCall call, @Nullable Throwable failure) {
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
		RawJson params = this.json.members(line).get("params");
		return (params != null) ? this.protocol.changedConfig(params) : null;
	}

	/**
	 * Return whether a failure says that the worker has no such method, which is no
	 * refusal of the configuration.
	 */
	public boolean isTakenLater(Throwable failure) {
		return failure instanceof RpcFailureException refusal
				&& (refusal.error().code() == RpcErrorCodes.METHOD_NOT_FOUND
						|| refusal.error().code() == RpcErrorCodes.NOT_IMPLEMENTED);
	}

}
