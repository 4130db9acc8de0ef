package io.pluginhost.metrics;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import io.pluginhost.observation.CallOutcome;

/**
 * Context of an observed call. Only {@code traceparent} is sent to the worker.
 */
public class PluginCallObservationContext extends SenderContext<Map<String, String>> {

	private final CallKeyValues keyValues;

	private volatile @Nullable CallOutcome outcome;

	/**
	 * Create a context.
	 * @param pluginId the called plugin
	 * @param method the method, or {@value PluginMethodNames#UNKNOWN}
	 */
	public PluginCallObservationContext(String pluginId, String method) {
		this(new CallKeyValues(pluginId, method));
	}

	PluginCallObservationContext(CallKeyValues keyValues) {
		super(PluginCallObservationContext::set, Kind.CLIENT);
		this.keyValues = keyValues;
		setCarrier(new HashMap<>(4));
		setRemoteServiceName(keyValues.pluginId());
	}

	private static void set(@Nullable Map<String, String> carrier, String key, String value) {
		if (carrier != null) {
			carrier.put(key, value);
		}
	}

	/**
	 * Return the called plugin.
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
	 * Return the outcome of the call.
	 * @return the outcome, or {@code null} while it is in progress
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
