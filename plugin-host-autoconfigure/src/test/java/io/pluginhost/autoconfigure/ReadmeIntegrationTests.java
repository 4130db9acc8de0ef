package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.DocumentationPage;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.testing.RequiresTool;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The application in the README, as it stands there: its configuration, its worker and
 * its bean.
 */
@RequiresTool("python")
class ReadmeIntegrationTests {

	private static final DocumentationPage README = DocumentationPage.read("README.md");

	private static final Pattern VARIES = Pattern.compile("…|(?<=\"pid\":)\\d+|PT[\\d.]+S|,\"memory\":\\d+");

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
	void greetWhenCapabilityIsNotGrantedSaysSo() throws IOException {
		try (ConfigurableApplicationContext context = run("plugin-host.plugins.greeter.capabilities=")) {
			assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> greet(context))
				.withMessage("Plugin 'greeter' has not been granted 'visits.count', which 'visits.next' needs");
		}
	}

	@Test
	void curlAnswersAsTheReadmeSays() throws IOException, InterruptedException {
		// What a newcomer is shown for each command is what the application of the README
		// answers
		try (ConfigurableApplicationContext context = run(WebApplicationType.SERVLET, Web.class, "server.port=0",
				"spring.autoconfigure.exclude=" + WebApplication.UNSECURED)) {
			int port = ((WebServerApplicationContext) context).getWebServer().getPort();
			String section = README.text().substring(README.text().indexOf("**5. Run it**"));
			List<MatchResult> commands = Pattern.compile("\\$ curl localhost:8080(\\S+)\\n(.+)\\n")
				.matcher(section.substring(0, section.indexOf("\nNow ")))
				.results()
				.toList();
			assertThat(commands).hasSize(3);
			for (MatchResult command : commands) {
				HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + command.group(1)))
					.build();
				assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body())
					.matches(Arrays.stream(VARIES.split(command.group(2), -1))
						.map(Pattern::quote)
						.collect(Collectors.joining(".*?")));
			}
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
		return run(WebApplicationType.NONE, Application.class, properties);
	}

	private ConfigurableApplicationContext run(WebApplicationType web, Class<?> application, String... properties)
			throws IOException {
		Path worker = Files.writeString(this.directory.resolve("greeter.py"), README.snippets("python").get(0));
		Files.writeString(this.directory.resolve("application.yml"), README.snippets("yaml").get(0));
		Class<?> greetings = README.compile(this.directory.resolve("classes"))
			.stream()
			.filter((type) -> type.getSimpleName().equals("Greetings"))
			.findFirst()
			.orElseThrow();
		return new SpringApplicationBuilder(application, greetings).web(web)
			.run(Stream.concat(
					Stream.of("spring.config.location=" + this.directory.toUri(), "spring.main.banner-mode=off",
							"plugin-host.startup=blocking", "plugin-host.plugins.greeter.entrypoint=" + worker),
					Stream.of(properties))
				.map("--"::concat)
				.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Web {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(PluginHostAutoConfiguration.class)
	static class Application {

	}

}
