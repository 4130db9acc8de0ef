package io.pluginhost.handler.support;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.json.JsonCodec;

/**
 * Declares a registry as the auto-configuration does.
 */
@Configuration(proxyBeanMethods = false)
class RegistryConfiguration {

	@Bean
	static BeanHandlerRegistry handlerRegistry(ConfigurableListableBeanFactory beanFactory,
			@Value("${plugin-host.handlers.require-capability:false}") boolean requireCapability) {
		return new BeanHandlerRegistry(beanFactory, new JsonCodec(JsonMapper.shared()), requireCapability);
	}

}
