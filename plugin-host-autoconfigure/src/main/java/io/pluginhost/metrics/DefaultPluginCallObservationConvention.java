package io.pluginhost.metrics;

import io.micrometer.common.KeyValues;

/**
 * Default {@link PluginCallObservationConvention}, with the names of {@link PluginMeter}.
 */
public class DefaultPluginCallObservationConvention implements PluginCallObservationConvention {

	@Override
	public String getName() {
		return PluginMeter.CALLS.meterName();
	}

	@Override
	public String getContextualName(PluginCallObservationContext context) {
		return context.keyValues().contextualName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(PluginCallObservationContext context) {
		return context.keyValues().with(context.getOutcome());
	}

}
