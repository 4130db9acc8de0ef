package io.pluginhost.compatibility;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.client.ImportPluginClients;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.handler.HostHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application of Spring Boot 4.0 runs a real plugin with all that the library adds to
 * Spring, from the classes that were compiled for the present Spring Boot.
 *
 * @see "docs/decisions/build.md"
 */
class EarlierSpringBootIntegrationTests {

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.jmx.enabled=false", "spring.main.banner-mode=off",
					"spring.threads.virtual.enabled=true", "management.endpoints.web.exposure.include=*",
					"management.endpoint.plugins.access=unrestricted", "management.endpoint.health.show-details=always",
					"management.info.plugins.enabled=true", "plugin-host.startup=blocking",
					"plugin-host.plugins.greeter.command[0]=" + Path.of(System.getProperty("java.home"), "bin", "java"),
					"plugin-host.plugins.greeter.command[1]=-cp",
					"plugin-host.plugins.greeter.command[2]=" + System.getProperty("java.class.path"),
					"plugin-host.plugins.greeter.command[3]=" + GreeterWorker.class.getName(),
					"plugin-host.plugins.greeter.capabilities[0]=thread.read",
					"plugin-host.plugins.greeter.restart.initial-delay=1ms")
			.run();
	}

	@AfterAll
	static void close() {
		context.close();
	}

	@Test
	void bootIsTheEarlierOne() {
		assertThat(SpringBootVersion.getVersion()).startsWith("4.0.");
	}

	@Test
	void clientCallsAndHandlerAnswersOnThreadOfTheApplicationsKind() {
		String kind = (Runtime.version().feature() >= 21) ? "virtual" : "platform";
		assertThat(context.getBean(Greeter.class).greet("Ada"))
			.isEqualTo(new Greeting("Hello, Ada! On a " + kind + " thread."));
	}

	@Test
	void crashIsRecoveredFromAndSeenInTheActuator() throws Exception {
		PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
		WorkerDiagnostics before = manager.getWorker("greeter").diagnostics();
		manager.getWorker("greeter").send("leave", null);
		await().until(() -> manager.isRunning("greeter")
				&& manager.getWorker("greeter").diagnostics().generation() > before.generation());
		assertThat(get("health")).contains("\"greeter\":{\"details\":{\"status\":\"running\"").contains("\"UP\"");
		assertThat(get("plugins/greeter")).contains("\"lastExitCode\":3", "\"hostMethods\":[\"thread.kind\"]");
		assertThat(get("prometheus")).contains("plugin_up{plugin=\"greeter\"} 1", "plugin_crashes_total{");
		assertThat(get("info")).contains("greeter");
	}

	private static String get(String endpoint) throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port")
				+ "/actuator/" + endpoint);
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportPluginClients(Greeter.class)
	@Import(Handlers.class)
	static class Application {

	}

	static class Handlers {

		@HostHandler(value = "thread.kind", capability = "thread.read")
		String kind() {
			// Virtual threads have one group, by this name
			ThreadGroup group = Thread.currentThread().getThreadGroup();
			boolean virtual = group != null && group.getName().equals("VirtualThreads");
			return virtual ? "a virtual thread" : "a platform thread";
		}

	}

	@PluginClient("greeter")
	interface Greeter {

		@PluginMethod("greet")
		Greeting greet(String name);

	}

	record Greeting(String text) {
	}

}
