package io.pluginhost.metrics;

import io.micrometer.common.KeyValues;

/**
 * Names the observation of an application's call to a plugin as {@link PluginMeter}
 * tells.
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
