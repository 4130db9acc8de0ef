package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.pluginhost.PluginDefinition;

/**
 * An application that is configured by files in a directory, loaded as Spring Boot loads
 * them.
 */
class ConfiguredApplication {

	private final Path directory;

	private final List<String> arguments = new ArrayList<>();

	private final Map<String, Object> environment = new LinkedHashMap<>();

	private final List<Class<?>> configurations = new ArrayList<>(List.of(TestConfiguration.class));

	private final List<Consumer<MutablePropertySources>> changes = new ArrayList<>();

	ConfiguredApplication(Path directory) {
		this.directory = directory;
		this.arguments.add("--spring.config.location=" + directory.toUri());
	}

	ConfiguredApplication file(String name, String content) {
		try {
			Path file = this.directory.resolve(name);
			Files.createDirectories(file.getParent());
			Files.writeString(file, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	ConfiguredApplication yaml(String content) {
		return file("application.yml", content);
	}

	ConfiguredApplication arguments(String... arguments) {
		this.arguments.addAll(List.of(arguments));
		return this;
	}

	ConfiguredApplication environment(String name, String value) {
		this.environment.put(name, value);
		return this;
	}

	ConfiguredApplication configuration(Class<?> configuration) {
		this.configurations.add(configuration);
		return this;
	}

	ConfiguredApplication propertySources(Consumer<MutablePropertySources> change) {
		this.changes.add(change);
		return this;
	}

	PluginHostProperties properties() {
		try (ConfigurableApplicationContext context = run()) {
			return context.getBean(PluginHostProperties.class);
		}
	}

	PluginDefinitions definitions() {
		try (ConfigurableApplicationContext context = run()) {
			return PluginDefinitions.from(context.getBean(PluginHostProperties.class), context.getEnvironment(),
					context, this.directory, Map.of(), List.of());
		}
	}

	PluginDefinition definition() {
		List<PluginDefinition> definitions = definitions().definitions();
		if (definitions.size() != 1) {
			throw new AssertionError("Not one definition but " + definitions);
		}
		return definitions.get(0);
	}

	ConfigurableApplicationContext run() {
		StandardEnvironment environment = new StandardEnvironment() {

			@Override
			public Map<String, Object> getSystemEnvironment() {
				return ConfiguredApplication.this.environment;
			}

		};
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.environment));
		SpringApplication application = new SpringApplication(this.configurations.toArray(Class<?>[]::new));
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setEnvironment(environment);
		application.setLogStartupInfo(false);
		application.setBannerMode(Banner.Mode.OFF);
		this.changes.forEach((change) -> application
			.addInitializers((context) -> change.accept(context.getEnvironment().getPropertySources())));
		return application.run(this.arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(PluginHostProperties.class)
	static class TestConfiguration {

		@Bean
		static PluginHostBindHandlerAdvisor pluginHostBindHandlerAdvisor(Environment environment) {
			return new PluginHostBindHandlerAdvisor(environment);
		}

		@Bean
		static HostVariablesPostProcessor pluginHostVariablesPostProcessor(ConfigurableEnvironment environment) {
			return new HostVariablesPostProcessor(environment);
		}

	}

}
