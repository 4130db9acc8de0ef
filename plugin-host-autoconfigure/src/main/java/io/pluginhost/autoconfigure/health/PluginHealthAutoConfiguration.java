package io.pluginhost.autoconfigure.health;

import java.util.Optional;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.health.PluginsHealthContributor;
import io.pluginhost.manager.HostedPlugins;

/**
 * Auto-configuration of the health contributor {@code plugins}.
 */
@AutoConfiguration(after = PluginHostAutoConfiguration.class)
@ConditionalOnClass({ CompositeHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(PluginWorkerManager.class)
public final class PluginHealthAutoConfiguration {

	/**
	 * Nested, since the class of the condition may be missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("plugins")
	static class ContributorConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "pluginsHealthContributor")
		PluginsHealthContributor pluginsHealthContributor(PluginWorkerManager manager,
				ObjectProvider<HostedPlugins> plugins) {
			return new PluginsHealthContributor(manager,
					(id) -> definition(plugins, id).map(PluginDefinition::required).orElse(true),
					(id) -> definition(plugins, id).map(PluginDefinition::lazy).orElse(false));
		}

		private static Optional<PluginDefinition> definition(ObjectProvider<HostedPlugins> plugins, String pluginId) {
			return plugins.getObject().findDefinition(pluginId);
		}

	}

}
