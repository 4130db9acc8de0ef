package io.pluginhost.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for an application's call to a plugin. A bean of this
 * type replaces {@link DefaultPluginCallObservationConvention}.
 */
public interface PluginCallObservationConvention extends ObservationConvention<PluginCallObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof PluginCallObservationContext;
	}

}
