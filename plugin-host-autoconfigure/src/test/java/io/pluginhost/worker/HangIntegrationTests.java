package io.pluginhost.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.output.WorkerJournal;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Workers that do not answer {@code health}, for good reasons and for none. Each is asked
 * without a pause, has a second to answer, and is killed when it has missed three times
 * in a row that nothing excuses.
 */
@EnabledOnOs(OS.LINUX)
class HangIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	/** More than three checks in a row are missed before the last of these comes. */
	private static final int CHECKS = 6;

	private static final int FOR_EVER = 1_000_000;

	private static ConfigurableApplicationContext application;

	private static PluginWorkerManager manager;

	private static CompletableFuture<JsonNode> computed;

	private static CompletableFuture<JsonNode> overran;

	@BeforeAll
	static void letThemAllBegin() throws Exception {
		List<String> properties = new ArrayList<>(List.of("plugin-host.startup=blocking",
				"plugin-host.startup-concurrency=1", "plugin-host.defaults.health-check.interval=10ms",
				"plugin-host.defaults.health-check.timeout=1s", "plugin-host.defaults.health-check.failure-threshold=3",
				"plugin-host.defaults.restart.initial-delay=20ms",
				"plugin-host.plugins.overrunning.health-check.busy-limit=1s"));
		for (String plugin : List.of("computing", "overrunning", "late", "hung", "frozen")) {
			properties.addAll(List.of(MischiefWorker.properties(plugin)));
		}
		properties.addAll(List.of(MischiefWorker.properties("mute", "mute")));
		application = new SpringApplicationBuilder(TestApplication.class).web(WebApplicationType.NONE)
			.properties(properties.toArray(String[]::new))
			.run();
		manager = application.getBean(PluginWorkerManager.class);
		computed = call("computing", "outlast", CHECKS);
		overran = call("overrunning", "outlast", FOR_EVER);
		call("late", "ask-and-outlast", CHECKS);
		call("hung", "outlast-alone", FOR_EVER);
		signal("STOP", manager.getWorker("frozen").diagnostics().pid());
	}

	@AfterAll
	static void close() {
		if (application != null) {
			application.close();
		}
	}

	private static CompletableFuture<JsonNode> call(String plugin, String method, int checks) {
		return manager.call(plugin, method).timeout(PATIENCE).param("checks", checks).retrieveAsync(JsonNode.class);
	}

	private static void signal(String signal, long pid) throws IOException, InterruptedException {
		assertThat(new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(pid)).inheritIO().start().waitFor())
			.isZero();
	}

	@Test
	void workerThatComputesInsideACallIsNotKilled() {
		assertThat(computed).succeedsWithin(PATIENCE);
		assertThat(manager.getWorker("computing").diagnostics().totalCrashes()).isZero();
	}

	@Test
	void workerThatComputesInsideACallForLongerThanTheBusyLimitIsKilled() {
		assertThat(catchThrowable(overran::join)).hasCauseInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("signal=SIGKILL");
		awaitRestart("overrunning");
	}

	@Test
	void workerThatComputesOutsideACallIsKilledAndStartedAgain() {
		awaitRestart("hung");
	}

	@Test
	void frozenWorkerIsKilledAndStartedAgain() {
		awaitRestart("frozen");
		assertThat(manager.getWorker("frozen").diagnostics().lastExitSignal()).isEqualTo("SIGKILL");
		assertThat(manager.getWorker("frozen").diagnostics().generation()).isGreaterThan(1);
	}

	@Test
	void workerThatReadsAndNeverAnswersIsKilledAndStartedAgain() {
		awaitRestart("mute");
	}

	@Test
	void workerThatTheHostOwesAnAnswerIsNotKilled() {
		assertThat(application.getBean(Patience.class).end).succeedsWithin(PATIENCE);
		assertThat(manager.getWorker("late").diagnostics().totalCrashes()).isZero();
	}

	@Test
	void threadDumpOfAJvmThatHangsIsLoggedAsAWhole() {
		awaitRestart("hung");
		WorkerJournal journal = application.getBean(WorkerRegistry.class).findJournal("hung").orElseThrow();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(journal.lines()).extracting(WorkerLogLine::message)
				.filteredOn((line) -> line.contains("java.lang.Thread.State"))
				.allSatisfy((dump) -> assertThat(dump).startsWith("  | Full thread dump"))
				.anySatisfy((dump) -> assertThat(dump).contains("\tat io.pluginhost.testing.MischiefWorker.outlast(")));
	}

	private static void awaitRestart(String id) {
		PluginWorker worker = manager.getWorker(id);
		await().atMost(PATIENCE)
			.until(() -> worker.diagnostics().totalRestarts() > 0 && worker.status() == WorkerStatus.RUNNING);
		assertThat(worker.diagnostics().lastCrashReason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PluginHostAutoConfiguration.class, Patience.class })
	static class TestApplication {

	}

	/**
	 * Lets a worker wait until it says that it has waited for long enough.
	 */
	static class Patience {

		final CompletableFuture<String> end = new CompletableFuture<>();

		@HostHandler("patience")
		CompletableFuture<String> answer() {
			return this.end;
		}

		@HostHandler("enough")
		void end() {
			this.end.complete("done");
		}

	}

}
