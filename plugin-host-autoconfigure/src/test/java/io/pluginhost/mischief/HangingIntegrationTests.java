package io.pluginhost.mischief;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Workers that live and neither read nor answer: no call waits for them for ever.
 */
@DisabledOnOs(OS.WINDOWS)
class HangingIntegrationTests {

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@Test
	void callsToAStoppedWorkerEndWhenTheirTimeIsUp() {
		PluginWorker worker = host.start(host.plugin().build());
		worker.send("signal-stop", Map.of());
		assertThatExceptionOfType(RpcTimeoutException.class)
			.isThrownBy(() -> worker.call("echo").timeout(Duration.ofMillis(100)).retrieve());
		assertThat(worker.diagnostics().pendingCalls()).isZero();
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

}
