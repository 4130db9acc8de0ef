package io.pluginhost.metrics;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

import io.pluginhost.observation.CallOutcome;

/**
 * What is known of a plugin's call of a host method while it is observed. A tracer finds
 * in it what was sent along with the application's call from inside which the worker
 * calls back.
 */
public class PluginHostCallObservationContext extends ReceiverContext<Map<String, String>> {

	private final CallKeyValues keyValues;

	private volatile @Nullable CallOutcome outcome;

	/**
	 * Create a context.
	 * @param pluginId the plugin that calls
	 * @param method the method, or {@value PluginMethodNames#UNKNOWN}
	 * @param sent what was sent along with the application's call
	 */
	public PluginHostCallObservationContext(String pluginId, String method, Map<String, String> sent) {
		this(new CallKeyValues(pluginId, method), sent);
	}

	PluginHostCallObservationContext(CallKeyValues keyValues, Map<String, String> sent) {
		super((carrier, key) -> carrier.get(key), Kind.SERVER);
		this.keyValues = keyValues;
		setCarrier(sent);
		setRemoteServiceName(keyValues.pluginId());
	}

	/**
	 * Return the plugin that calls.
	 * @return its id
	 */
	public String getPluginId() {
		return this.keyValues.pluginId();
	}

	/**
	 * Return the method.
	 * @return its name, or {@value PluginMethodNames#UNKNOWN}
	 */
	public String getMethod() {
		return this.keyValues.method();
	}

	/**
	 * Return how the call ended.
	 * @return the outcome, or {@code null} as long as it lasts
	 */
	public @Nullable CallOutcome getOutcome() {
		return this.outcome;
	}

	CallKeyValues keyValues() {
		return this.keyValues;
	}

	void setOutcome(CallOutcome outcome) {
		this.outcome = outcome;
	}

}
