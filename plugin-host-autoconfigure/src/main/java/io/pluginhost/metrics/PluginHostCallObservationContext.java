package io.pluginhost.metrics;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

import io.pluginhost.observation.CallOutcome;

/**
 * Context of the observation of a plugin's call of a host method: the receiver, for
 * tracing. Its carrier has the trace context of the application's call from inside which
 * the worker calls. A class of its own because Micrometer's tracing distinguishes the
 * directions by the base classes of contexts.
 */
public class PluginHostCallObservationContext extends ReceiverContext<Map<String, String>> {

	private final CallKeyValues keyValues;

	private volatile @Nullable CallOutcome outcome;

	/**
	 * Create a context.
	 * @param pluginId the calling plugin
	 * @param method the method, or {@value PluginMethodNames#UNKNOWN}
	 * @param sent the trace context of the application's call
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
	 * Return the calling plugin.
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
