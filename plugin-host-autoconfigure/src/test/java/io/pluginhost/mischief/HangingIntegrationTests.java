package io.pluginhost.mischief;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.event.PluginWorkerCrashedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Workers that live and are of no use: they are found out and replaced, and nobody waits
 * for them for ever. One that is only busy is left in peace.
 */
@DisabledOnOs(OS.WINDOWS)
class HangingIntegrationTests {

	private static final int THRESHOLD = 5;

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@Test
	void stoppedWorkerIsKilledAndReplaced() {
		PluginDefinition definition = impatient().restartEnabled(true)
			.restartInitialDelay(Duration.ofMillis(10))
			.build();
		PluginWorker worker = host.start(definition);
		worker.send("signal-stop", Map.of());
		PluginWorkerCrashedEvent crash = host.crash(definition.id());
		assertThat(crash.reason()).isEqualTo(CrashReason.UNRESPONSIVE);
		assertThat(crash.signal()).isEqualTo("SIGKILL");
		await().atMost(MischiefHost.PATIENCE).until(() -> worker.status() == WorkerStatus.RUNNING);
		assertThat(worker.diagnostics().generation()).isGreaterThan(1);
	}

	@Test
	void callsToAStoppedWorkerEndWhenTheirTimeIsUp() {
		PluginWorker worker = host.start(host.plugin().build());
		worker.send("signal-stop", Map.of());
		assertThatExceptionOfType(RpcTimeoutException.class)
			.isThrownBy(() -> worker.call("echo").timeout(Duration.ofMillis(100)).retrieve());
		assertThat(worker.diagnostics().pendingCalls()).isZero();
	}

	@Test
	void workerThatReadsAndNeverAnswersIsKilled() {
		PluginDefinition definition = impatient("mute").build();
		PluginWorker worker = host.start(definition);
		assertThatExceptionOfType(RpcTimeoutException.class)
			.isThrownBy(() -> worker.call("echo").timeout(Duration.ofMillis(100)).retrieve());
		PluginWorkerCrashedEvent crash = host.crash(definition.id());
		assertThat(crash.reason()).isEqualTo(CrashReason.UNRESPONSIVE);
		assertThat(host.log(Level.WARN, definition.id()))
			.anyMatch((line) -> line.contains("is killed") && line.contains("unresponsive"));
	}

	@Test
	void callsToAWorkerThatNeverReadsFailAtOnceWhenItsQueueIsFull() {
		PluginWorker worker = host.start(host.plugin().maxQueuedBytes(64 * 1024).build());
		worker.send("stop-reading", Map.of());
		String text = "x".repeat(50_000);
		CompletableFuture<JsonNode> call;
		do {
			call = worker.call("echo").param("text", text).retrieveAsync(JsonNode.class);
		}
		while (!call.isCompletedExceptionally());
		assertThat(call).failsWithin(MischiefHost.PATIENCE)
			.withThrowableThat()
			.withCauseInstanceOf(WorkerUnavailableException.class)
			.withMessageContaining("max-queued-bytes");
		assertThatExceptionOfType(WorkerUnavailableException.class).isThrownBy(() -> worker.call("echo").retrieve());
		assertThat(worker.diagnostics().pendingCalls()).isLessThan(20);
		assertThat(worker.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void workerThatNeverReadsIsKilledWhenItHasTakenNothingForTooLong() {
		PluginDefinition definition = host.plugin().writeStallTimeout(Duration.ofMillis(400)).build();
		PluginWorker worker = host.start(definition);
		worker.send("stop-reading", Map.of());
		String text = "x".repeat(200_000);
		CompletableFuture<JsonNode> call = worker.call("echo").param("text", text).retrieveAsync(JsonNode.class);
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.STDIN_BLOCKED);
		assertThat(call).failsWithin(MischiefHost.PATIENCE)
			.withThrowableThat()
			.withCauseInstanceOf(WorkerUnavailableException.class);
		assertThat(host.exit(definition.id()).signal()).isEqualTo("SIGKILL");
	}

	@Test
	void workerThatHasClosedItsStdinIsKilledWhenThereIsSomethingToSay() {
		PluginDefinition definition = host.plugin().build();
		PluginWorker worker = host.start(definition);
		worker.send("close-stdin", Map.of());
		await().atMost(MischiefHost.PATIENCE).until(() -> {
			worker.send("anything", Map.of());
			return worker.diagnostics().totalCrashes() > 0;
		});
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.STDIN_CLOSED);
	}

	@Test
	void workerThatHasClosedItsStdoutIsKilledAndItsCallsFail() {
		PluginDefinition definition = host.plugin().build();
		PluginWorker worker = host.start(definition);
		CompletableFuture<JsonNode> call = worker.call("silence").retrieveAsync(JsonNode.class);
		worker.send("close-stdout", Map.of());
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.STDOUT_CLOSED);
		assertThat(call).failsWithin(MischiefHost.PATIENCE)
			.withThrowableThat()
			.withCauseInstanceOf(WorkerUnavailableException.class);
	}

	/**
	 * It tells what its threads do before it goes.
	 */
	@Test
	void javaWorkerThatHangsIsAskedForItsThreadsBeforeItIsKilled() {
		PluginDefinition definition = impatient("single-threaded").build();
		host.start(definition).send("compute", Map.of());
		host.crash(definition.id());
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(
					() -> assertThat(host.words(definition.id())).anyMatch((words) -> words.contains("Full thread dump")
							&& words.contains("\tat io.pluginhost.testing.MischiefWorker.compute(")));
	}

	/**
	 * Two minutes within three in the large, eight checks within thirty seconds in the
	 * small.
	 */
	@Test
	void workerThatComputesInsideACallIsLeftInPeace() {
		PluginDefinition definition = impatient("single-threaded").build();
		host.manager().startWorker(definition);
		await().atMost(MischiefHost.PATIENCE)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> host.manager().getWorker(definition.id()).status() != WorkerStatus.STOPPED);
		// Waits for the worker to be ready, and so is there before the first check
		assertThat(host.manager()
			.call(definition.id(), "compute")
			.param("checks", THRESHOLD + 3)
			.timeout(MischiefHost.PATIENCE)
			.retrieve()
			.isNull()).isTrue();
	}

	@Test
	void workerThatComputesWithoutACallIsKilled() {
		PluginDefinition definition = impatient("single-threaded").build();
		host.start(definition).send("compute", Map.of());
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	/**
	 * Checks often enough to be quick, and long enough not to take a slow machine for a
	 * hanging worker.
	 */
	private static PluginDefinitionBuilder impatient(String... habits) {
		return host.plugin(habits)
			.healthCheckEnabled(true)
			.healthCheckInterval(Duration.ofMillis(10))
			.healthCheckTimeout(Duration.ofMillis(200))
			.healthCheckFailureThreshold(THRESHOLD);
	}

}
