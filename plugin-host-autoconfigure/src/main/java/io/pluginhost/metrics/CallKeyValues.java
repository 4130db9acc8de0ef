package io.pluginhost.metrics;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import io.pluginhost.observation.CallOutcome;

/**
 * The default key-values of calls of one method, in either direction, created once. The
 * outcome is absent while a call is in progress.
 */
final class CallKeyValues {

	private final String pluginId;

	private final String method;

	private final String contextualName;

	private final KeyValues lasting;

	private final Map<CallOutcome, KeyValues> ended = new EnumMap<>(CallOutcome.class);

	CallKeyValues(String pluginId, String method) {
		this.pluginId = pluginId;
		this.method = method;
		this.contextualName = pluginId + " " + method;
		this.lasting = KeyValues.of(KeyValue.of("plugin", pluginId), KeyValue.of("method", method));
		for (CallOutcome outcome : CallOutcome.values()) {
			this.ended.put(outcome, this.lasting.and(KeyValue.of("outcome", outcome.name())));
		}
	}

	String pluginId() {
		return this.pluginId;
	}

	String method() {
		return this.method;
	}

	String contextualName() {
		return this.contextualName;
	}

	KeyValues with(@Nullable CallOutcome outcome) {
		KeyValues ended = (outcome != null) ? this.ended.get(outcome) : null;
		return (ended != null) ? ended : this.lasting;
	}

}
