package io.pluginhost.metrics;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import io.pluginhost.worker.CallOutcome;

/**
 * The key-values both kinds of calls have, by default: the outcome is missing as long as
 * a call lasts.
 */
final class CallKeyValues {

	private CallKeyValues() {
	}

	static KeyValues of(String pluginId, String method, @Nullable CallOutcome outcome) {
		KeyValues known = KeyValues.of(KeyValue.of("plugin", pluginId), KeyValue.of("method", method));
		return (outcome != null) ? known.and(KeyValue.of("outcome", outcome.name())) : known;
	}

}
