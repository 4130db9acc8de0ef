package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
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

	ConfiguredApplication(Path directory) {
		this.directory = directory;
		this.arguments.add("--spring.config.location=" + directory.toUri());
	}

	ConfiguredApplication file(String name, String content) {
		try {
			Files.writeString(this.directory.resolve(name), content);
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

	PluginHostProperties properties() {
		try (ConfigurableApplicationContext context = run()) {
			return context.getBean(PluginHostProperties.class);
		}
	}

	PluginDefinitions definitions() {
		try (ConfigurableApplicationContext context = run()) {
			return PluginDefinitions.from(context.getBean(PluginHostProperties.class), context.getEnvironment(),
					context, this.directory);
		}
	}

	PluginDefinition definition() {
		List<PluginDefinition> definitions = definitions().definitions();
		if (definitions.size() != 1) {
			throw new AssertionError("Not one definition but " + definitions);
		}
		return definitions.get(0);
	}

	private ConfigurableApplicationContext run() {
		StandardEnvironment environment = new StandardEnvironment() {

			@Override
			public Map<String, Object> getSystemEnvironment() {
				return ConfiguredApplication.this.environment;
			}

		};
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.environment));
		SpringApplication application = new SpringApplication(TestConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setEnvironment(environment);
		application.setLogStartupInfo(false);
		application.setBannerMode(Banner.Mode.OFF);
		return application.run(this.arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(PluginHostProperties.class)
	static class TestConfiguration {

	}

}
