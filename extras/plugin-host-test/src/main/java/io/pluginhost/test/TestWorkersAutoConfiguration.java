package io.pluginhost.test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.hostcall.HandlerRegistry;

/**
 * Auto-configuration for {@link TestWorkers}, in place of the launcher of processes.
 */
@AutoConfiguration(before = PluginHostAutoConfiguration.class)
public final class TestWorkersAutoConfiguration {

	@Bean
	HostErrors testWorkersHostErrors(ObjectProvider<HandlerRegistry> handlers) {
		return new HostErrors(handlers::getObject);
	}

	@Bean
	@ConditionalOnMissingBean
	TestWorkers testWorkers(ObjectProvider<PluginWorkerManager> manager, HostErrors errors) {
		return new TestWorkers(manager::getObject, errors);
	}

}
