package io.pluginhost.autoconfigure.endpoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.actuate.endpoint.PluginsEndpoint;
import io.pluginhost.actuate.endpoint.PluginsEndpointWebExtension;
import io.pluginhost.actuate.endpoint.PluginsInfoContributor;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.manager.HostedPlugins;

/**
 * Auto-configuration of the actuator endpoint {@code plugins}, and of the section of that
 * name in the endpoint {@code info}.
 */
@AutoConfiguration(after = PluginHostAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(PluginWorkerManager.class)
public final class PluginsEndpointAutoConfiguration {

	/** Nested, since the class of the condition may be missing. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(PluginsEndpoint.class)
	@EnableConfigurationProperties(PluginsEndpointProperties.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PluginsEndpoint pluginHostEndpoint(PluginWorkerManager manager, ObjectProvider<HostedPlugins> plugins,
				HandlerRegistry handlers, ObjectProvider<SanitizingFunction> sanitizingFunctions,
				PluginsEndpointProperties properties) {
			return new PluginsEndpoint(manager, plugins.getObject(), handlers,
					sanitizingFunctions.orderedStream().toList(), properties.showValues());
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBean(PluginsEndpoint.class)
		PluginsEndpointWebExtension pluginHostEndpointWebExtension(PluginsEndpoint endpoint,
				PluginsEndpointProperties properties) {
			return new PluginsEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
		}

	}

	/**
	 * Disabled unless enabled explicitly, as Spring Boot's own contributors that are
	 * costly or reveal much.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledInfoContributor(value = "plugins", fallback = InfoContributorFallback.DISABLE)
	static class InfoConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PluginsInfoContributor pluginHostInfoContributor(PluginWorkerManager manager) {
			return new PluginsInfoContributor(manager);
		}

	}

}
