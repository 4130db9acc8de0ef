package io.pluginhost.metrics;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import io.pluginhost.worker.CallOutcome;

/**
 * What is known of an application's call to a plugin while it is observed. What a tracer
 * wants to be sent along becomes a member of the message; {@code traceparent} alone
 * reaches the worker.
 */
public class PluginCallObservationContext extends SenderContext<Map<String, String>> {

	private final String pluginId;

	private final String method;

	private volatile @Nullable CallOutcome outcome;

	/**
	 * Create a context.
	 * @param pluginId the plugin that is called
	 * @param method the method, or {@value PluginMethodNames#UNKNOWN}
	 */
	public PluginCallObservationContext(String pluginId, String method) {
		super(PluginCallObservationContext::set, Kind.CLIENT);
		this.pluginId = pluginId;
		this.method = method;
		setCarrier(new HashMap<>(4));
		setRemoteServiceName(pluginId);
	}

	private static void set(@Nullable Map<String, String> carrier, String key, String value) {
		if (carrier != null) {
			carrier.put(key, value);
		}
	}

	/**
	 * Return the plugin that is called.
	 * @return its id
	 */
	public String getPluginId() {
		return this.pluginId;
	}

	/**
	 * Return the method.
	 * @return its name, or {@value PluginMethodNames#UNKNOWN}
	 */
	public String getMethod() {
		return this.method;
	}

	/**
	 * Return how the call ended.
	 * @return the outcome, or {@code null} as long as it lasts
	 */
	public @Nullable CallOutcome getOutcome() {
		return this.outcome;
	}

	void setOutcome(CallOutcome outcome) {
		this.outcome = outcome;
	}

}
