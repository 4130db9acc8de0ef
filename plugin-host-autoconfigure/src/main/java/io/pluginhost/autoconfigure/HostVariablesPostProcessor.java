package io.pluginhost.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;

import io.pluginhost.configtree.HostVariables;

/**
 * Adds the properties that environment variables set under {@code plugin-host} to the
 * environment, after all other sources, and warns of variables that set nothing.
 */
class HostVariablesPostProcessor implements BeanFactoryPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(HostVariablesPostProcessor.class);

	private final ConfigurableEnvironment environment;

	HostVariablesPostProcessor(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		HostVariables variables = HostVariables.of(this.environment, PluginHostProperties.KEYS);
		variables.addTo(this.environment.getPropertySources());
		variables.problems().forEach((problem) -> logger.warn("Ignoring environment variable {}", problem));
	}

}
