package io.pluginhost.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers that hold much memory, themselves or by others.
 */
@EnabledOnOs(OS.LINUX)
class MemoryIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final long MEGABYTE = 1024 * 1024;

	private static ConfigurableApplicationContext application;

	private static PluginWorkerManager manager;

	private static long grandchild;

	@BeforeAll
	static void letThemAllBegin() {
		List<String> properties = new ArrayList<>(List.of("plugin-host.startup=blocking",
				"plugin-host.startup-concurrency=1", "plugin-host.defaults.restart.initial-delay=20ms",
				"plugin-host.defaults.health-check.enabled=false", "plugin-host.plugins.greedy.limits.max-memory=300MB",
				"plugin-host.plugins.breeding.limits.max-memory=300MB",
				"plugin-host.plugins.modest.limits.max-memory=2GB"));
		for (String plugin : List.of("greedy", "breeding", "modest", "free")) {
			properties.addAll(List.of(MischiefWorker.properties(plugin)));
		}
		application = new SpringApplicationBuilder(TestApplication.class).web(WebApplicationType.NONE)
			.properties(properties.toArray(String[]::new))
			.run();
		manager = application.getBean(PluginWorkerManager.class);
		grandchild = manager.call("breeding", "breed").timeout(PATIENCE).retrieve().longValue();
		tell("breeding", "feed", 300);
		tell("greedy", "hoard", 300);
		tell("free", "hoard", 300);
		tell("modest", "hoard", 100);
	}

	/**
	 * Some end before they can answer.
	 */
	private static void tell(String plugin, String method, int megabytes) {
		manager.call(plugin, method).timeout(PATIENCE).param("megabytes", megabytes).retrieveAsync(JsonNode.class);
	}

	@AfterAll
	static void close() {
		if (application != null) {
			application.close();
		}
	}

	@Test
	void workerThatHoldsMoreThanItMayIsKilledAndStartedAgain() {
		awaitRestart("greedy");
	}

	@Test
	void workerWhoseGrandchildHoldsMoreThanItMayIsKilledWithItAndStartedAgain() {
		awaitRestart("breeding");
		await().atMost(PATIENCE).until(() -> ProcessHandle.of(grandchild).isEmpty());
	}

	@Test
	void workerThatHoldsNoMoreThanItMayIsNotKilled() {
		awaitRestart("greedy");
		assertThat(manager.getWorker("modest").diagnostics().totalCrashes()).isZero();
		assertThat(manager.getWorker("free").diagnostics().totalCrashes()).isZero();
	}

	@Test
	void diagnosticsTellWhatIsHeld() {
		await().atMost(PATIENCE).until(() -> memory("modest") > 100 * MEGABYTE && memory("free") > 300 * MEGABYTE);
	}

	private static long memory(String id) {
		return Objects.requireNonNullElse(manager.getWorker(id).diagnostics().memory(), 0L);
	}

	private static void awaitRestart(String id) {
		PluginWorker worker = manager.getWorker(id);
		await().atMost(PATIENCE)
			.until(() -> worker.diagnostics().totalRestarts() > 0 && worker.status() == WorkerStatus.RUNNING);
		assertThat(worker.diagnostics().lastCrashReason()).isEqualTo(CrashReason.MEMORY);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(PluginHostAutoConfiguration.class)
	static class TestApplication {

	}

}
