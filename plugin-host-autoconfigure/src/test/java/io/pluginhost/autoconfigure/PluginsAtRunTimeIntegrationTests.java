package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Plugins that come, change and go while the application runs.
 */
class PluginsAtRunTimeIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void pluginAppearsWhenAddedAndVanishesWhenRemovedInHealthEndpointAndMeters() {
		try (WebApplication application = WebApplication.run(Application.class,
				List.of("management.endpoints.web.exposure.include=plugins,health",
						"management.endpoint.health.show-details=always"))) {
			PluginWorkerManager manager = application.manager();
			assertPresent(application, false);
			manager.startWorker(PluginDefinition.builder("late").command(MischiefWorker.command()).build()).join();
			assertPresent(application, true);
			manager.removeWorker("late").join();
			assertPresent(application, false);
			manager.startWorker(PluginDefinition.builder("late").command(MischiefWorker.command()).build()).join();
			assertPresent(application, true);
		}
	}

	private static void assertPresent(WebApplication application, boolean present) {
		JsonMapper mapper = JsonMapper.shared();
		JsonNode plugins = mapper.readTree(application.get("/actuator/plugins").body());
		assertThat(plugins.path("plugins").has("late")).isEqualTo(present);
		assertThat(application.get("/actuator/plugins/late").statusCode()).isEqualTo(present ? 200 : 404);
		JsonNode health = mapper.readTree(application.get("/actuator/health").body());
		assertThat(health.at("/components/plugins/components").has("late")).isEqualTo(present);
		MeterRegistry meters = application.context().getBean(MeterRegistry.class);
		assertThat(meters.find("plugin.up").tag("plugin", "late").gauges()).hasSize(present ? 1 : 0);
	}

	@Test
	void workerStartsWithTheCurrentConfigurationAfterACrash() {
		try (WebApplication application = WebApplication.run(Application.class, List.of())) {
			PluginWorkerManager manager = application.manager();
			manager
				.startWorker(PluginDefinition.builder("one")
					.command(MischiefWorker.command())
					.restartInitialDelay(Duration.ofMillis(20))
					.config(Map.of("team", "OLD"))
					.build())
				.join();
			manager.updateConfig("one", Map.of("team", "NEW")).join();
			long generation = manager.getWorker("one").diagnostics().generation();
			manager.call("one", "exit").param("n", 3).retrieveAsync(JsonNode.class);
			await().atMost(PATIENCE)
				.until(() -> manager.getWorker("one").diagnostics().generation() > generation
						&& manager.isRunning("one"));
			assertThat(manager.call("one", "initialized").retrieve().at("/config/team").asString()).isEqualTo("NEW");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
