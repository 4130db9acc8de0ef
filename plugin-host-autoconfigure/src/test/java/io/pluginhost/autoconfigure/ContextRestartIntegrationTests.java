package io.pluginhost.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A context that is stopped and started again, with real workers in all states of mind.
 */
class ContextRestartIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@Test
	void stopThenStartBringsBackWhatWasMeantToRun() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
			.withPropertyValues(MischiefWorker.properties("running"))
			.withPropertyValues(MischiefWorker.properties("starting", "initialize-silent"))
			.withPropertyValues(MischiefWorker.properties("backoff", "initialize-exit=127"))
			.withPropertyValues(MischiefWorker.properties("crashed", "initialize-exit=127"))
			.withPropertyValues(MischiefWorker.properties("stopped"))
			.withPropertyValues("plugin-host.defaults.restart.initial-delay=1h",
					"plugin-host.defaults.restart.max-delay=1h", "plugin-host.defaults.initialize-timeout=1h",
					"plugin-host.plugins.crashed.restart.enabled=false")
			.run((context) -> {
				PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
				awaitStatus(manager, "running", WorkerStatus.RUNNING);
				awaitGeneration(manager, "starting", 1);
				awaitStatus(manager, "backoff", WorkerStatus.BACKOFF);
				awaitStatus(manager, "crashed", WorkerStatus.CRASHED);
				awaitStatus(manager, "stopped", WorkerStatus.RUNNING);
				manager.getWorker("stopped").stop().join();
				ConfigurableApplicationContext source = context
					.getSourceApplicationContext(ConfigurableApplicationContext.class);
				source.stop();
				assertThat(manager.getWorkers()).allMatch((worker) -> worker.status() == WorkerStatus.STOPPED);
				source.start();
				awaitStatus(manager, "running", WorkerStatus.RUNNING);
				for (String id : new String[] { "running", "starting", "backoff", "crashed" }) {
					awaitGeneration(manager, id, 2);
				}
				assertThat(manager.getWorker("stopped").status()).isEqualTo(WorkerStatus.STOPPED);
				assertThat(manager.getWorker("stopped").diagnostics().generation()).isEqualTo(1);
			});
	}

	private static void awaitStatus(PluginWorkerManager manager, String pluginId, WorkerStatus status) {
		await().atMost(PATIENCE).until(() -> manager.getWorker(pluginId).status() == status);
	}

	private static void awaitGeneration(PluginWorkerManager manager, String pluginId, long generation) {
		await().atMost(PATIENCE).until(() -> manager.getWorker(pluginId).diagnostics().generation() == generation);
	}

}
