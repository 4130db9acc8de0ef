package io.pluginhost.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of an application's call to a plugin. A bean of this type takes
 * the place of {@link DefaultPluginCallObservationConvention}.
 */
public interface PluginCallObservationConvention extends ObservationConvention<PluginCallObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof PluginCallObservationContext;
	}

}
