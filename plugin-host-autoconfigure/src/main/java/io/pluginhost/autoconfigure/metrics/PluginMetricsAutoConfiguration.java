package io.pluginhost.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.concurrent.HostThreads;
import io.pluginhost.metrics.PluginCallObservationConvention;
import io.pluginhost.metrics.PluginHostCallObservationConvention;
import io.pluginhost.metrics.PluginMeters;
import io.pluginhost.metrics.PluginMethodNames;
import io.pluginhost.metrics.PluginObservations;
import io.pluginhost.observation.CallObserver;

/**
 * Auto-configuration of the plugins' meters and observations, each if there is a registry
 * for them.
 */
@AutoConfiguration(after = PluginHostAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnBean(PluginWorkerManager.class)
public final class PluginMetricsAutoConfiguration {

	@Bean
	PluginMethodNames pluginHostMethodNames() {
		return new PluginMethodNames();
	}

	/**
	 * Nested, since the classes of the conditions may be missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnSingleCandidate(MeterRegistry.class)
	static class MeterConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PluginMeters pluginHostMeters(MeterRegistry registry, PluginMethodNames methods,
				ObjectProvider<HostThreads> threads) {
			PluginMeters meters = new PluginMeters(registry, methods);
			threads.ifAvailable((host) -> meters.withCallbacks(host::callbackThreads, host::waitingCallbacks));
			return meters;
		}

	}

	/**
	 * Nested, since the classes of the conditions may be missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnBean(ObservationRegistry.class)
	static class ObservationConfiguration {

		@Bean
		@ConditionalOnMissingBean(CallObserver.class)
		PluginObservations pluginHostObservations(ObservationRegistry registry, PluginMethodNames methods,
				ObjectProvider<PluginCallObservationConvention> calls,
				ObjectProvider<PluginHostCallObservationConvention> hostCalls, ObjectProvider<PluginMeters> meters) {
			PluginMeters plugins = meters.getIfAvailable();
			return new PluginObservations(registry, methods, calls.getIfAvailable(), hostCalls.getIfAvailable(),
					(pluginId, name) -> {
						if (plugins != null) {
							plugins.onCallEnd(pluginId, name);
						}
					});
		}

	}

}
