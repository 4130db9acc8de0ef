package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.DocumentationPage;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The application in the README, as it stands there: its configuration, its worker and
 * its bean.
 */
@RequiresTool("python")
class ReadmeIntegrationTests {

	private static final DocumentationPage README = DocumentationPage.read("README.md");

	@TempDir
	Path directory;

	@Test
	void workerAsksTheApplicationAndAnswersIt() throws IOException {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(greet(context)).isEqualTo("Hello, Ada! You are guest number 1.");
			assertThat(greet(context)).isEqualTo("Hello, Ada! You are guest number 2.");
		}
	}

	@Test
	void whoForgetsTheCapabilityIsToldSo() throws IOException {
		try (ConfigurableApplicationContext context = run("plugin-host.plugins.greeter.capabilities=")) {
			assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> greet(context))
				.withMessage("Plugin 'greeter' has not been granted 'visits.count', which 'visits.next' needs");
		}
	}

	private static String greet(ConfigurableApplicationContext context) {
		return context.getBean(PluginWorkerManager.class)
			.call("greeter", "greet")
			.param("name", "Ada")
			.retrieve()
			.path("text")
			.stringValue();
	}

	private ConfigurableApplicationContext run(String... properties) throws IOException {
		Path worker = Files.writeString(this.directory.resolve("greeter.py"), README.snippets("python").get(0));
		Files.writeString(this.directory.resolve("application.yml"), README.snippets("yaml").get(0));
		Class<?> greetings = README.compile(this.directory.resolve("classes"))
			.stream()
			.filter((type) -> type.getSimpleName().equals("Greetings"))
			.findFirst()
			.orElseThrow();
		return new SpringApplicationBuilder(Application.class, greetings).web(WebApplicationType.NONE)
			.run(Stream.concat(
					Stream.of("spring.config.location=" + this.directory.toUri(), "spring.main.banner-mode=off",
							"plugin-host.startup=blocking", "plugin-host.plugins.greeter.entrypoint=" + worker),
					Stream.of(properties))
				.map("--"::concat)
				.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(PluginHostAutoConfiguration.class)
	static class Application {

	}

}
