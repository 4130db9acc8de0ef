package io.pluginhost.metrics;

import io.micrometer.common.KeyValues;

/**
 * Default {@link PluginHostCallObservationConvention}, with the names of
 * {@link PluginMeter}.
 */
public class DefaultPluginHostCallObservationConvention implements PluginHostCallObservationConvention {

	@Override
	public String getName() {
		return PluginMeter.HOST_CALLS.meterName();
	}

	@Override
	public String getContextualName(PluginHostCallObservationContext context) {
		return context.keyValues().contextualName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(PluginHostCallObservationContext context) {
		return context.keyValues().with(context.getOutcome());
	}

}
