package io.pluginhost.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for a plugin's call of a host method. A bean of this type
 * replaces {@link DefaultPluginHostCallObservationConvention}.
 */
public interface PluginHostCallObservationConvention extends ObservationConvention<PluginHostCallObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof PluginHostCallObservationContext;
	}

}
