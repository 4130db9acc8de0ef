package io.pluginhost.mischief;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Workers that die while they run: what they had written arrives, every call is settled
 * once, and they come back or stay down as configured.
 */
class DyingIntegrationTests {

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@Test
	void answersWrittenBeforeTheKillAreDeliveredAndAllOtherCallsFailOnce() {
		PluginWorker worker = host.start(host.plugin().build());
		List<String> outcomes = new ArrayList<>();
		List<CompletableFuture<Void>> calls = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			calls.add(worker.call("hold").retrieveAsync(JsonNode.class).handle((answer, failure) -> {
				synchronized (outcomes) {
					outcomes.add((failure != null) ? failure.getMessage() : "answer " + answer);
				}
				return null;
			}));
		}
		assertThat(worker.diagnostics().pendingCalls()).isEqualTo(1000);
		worker.send("answer-held-and-die", Map.of("count", 600));
		assertThat(CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)))
			.succeedsWithin(MischiefHost.PATIENCE);
		Set<String> different = new HashSet<>(outcomes);
		assertThat(outcomes).hasSize(1000);
		assertThat(different).hasSize(601).contains("Worker process exited (code=null, signal=SIGKILL)");
		assertThat(different).filteredOn((outcome) -> outcome.startsWith("answer ")).hasSize(600);
		assertThat(worker.diagnostics().pendingCalls()).isZero();
		assertThat(host.crash(worker.pluginId()).signal()).isEqualTo("SIGKILL");
	}

	@Test
	void exitWithCodeZeroIsACrashAndTheWorkerComesBack() {
		PluginDefinition definition = host.plugin()
			.restartEnabled(true)
			.restartInitialDelay(Duration.ofMillis(10))
			.build();
		PluginWorker worker = host.start(definition);
		assertUnavailable(worker, "exit", 0, "Worker process exited (code=0, signal=null)");
		host.events(worker.pluginId(), PluginWorkerRestartedEvent.class, 1);
		assertThat(worker.call("echo").param("text", "back").retrieve().toString()).contains("back");
		PluginWorkerCrashedEvent crash = host.crash(worker.pluginId());
		assertThat(crash.reason()).isEqualTo(CrashReason.EXIT);
		assertThat(crash.exitCode()).isZero();
		assertThat(crash.willRestart()).isTrue();
		assertThat(host.log(Level.ERROR, worker.pluginId())).singleElement()
			.asString()
			.contains("exited unexpectedly with code 0", "crash 1 in a row");
	}

	@Test
	void deathInTheMiddleOfALineFailsItsCallAndIsLogged() {
		PluginWorker worker = host.start(host.plugin().build());
		assertUnavailable(worker, "die-mid-line", 0, "Worker process exited (code=1, signal=null)");
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(() -> assertThat(host.words(worker.pluginId())).singleElement()
				.asString()
				.matches("\\[[a-z-]+] \\{\"jsonrpc\":\"2.0\",\"id\":.*"));
	}

	@Test
	void lastLineWithoutLineFeedIsDeliveredBeforeTheExitIsTold() {
		PluginWorker worker = host.start(host.plugin().build());
		assertThat(worker.call("answer-without-line-feed-and-die").param("text", "the last").retrieve().toString())
			.isEqualTo("{\"text\":\"the last\"}");
		assertThat(host.crash(worker.pluginId()).exitCode()).isEqualTo(1);
	}

	/**
	 * To be ready is not to be well: only having run for a while forgets crashes.
	 */
	@Test
	void crashLoopJustAfterReadyIsGivenUp() {
		PluginDefinition definition = host.plugin("exit-when-ready=3")
			.restartEnabled(true)
			.restartInitialDelay(Duration.ofMillis(10))
			.restartJitter(0)
			.restartMaxRestarts(3)
			.build();
		host.start(definition);
		WorkerDiagnostics worker = host.awaitStatus(definition.id(), WorkerStatus.CRASHED, 4);
		assertThat(worker.generation()).isEqualTo(4);
		assertThat(worker.consecutiveCrashes()).isEqualTo(4);
		assertThat(worker.totalRestarts()).isEqualTo(3);
		assertThat(worker.nextRestartAt()).isNull();
		List<PluginWorkerCrashedEvent> crashes = host.events(definition.id(), PluginWorkerCrashedEvent.class, 4);
		assertThat(crashes).extracting(PluginWorkerCrashedEvent::consecutiveCrashes).containsExactly(1, 2, 3, 4);
		assertThat(crashes).extracting(PluginWorkerCrashedEvent::willRestart).containsExactly(true, true, true, false);
		assertThat(host.log(Level.ERROR, definition.id())).hasSize(4)
			.satisfies((line) -> assertThat(line).contains("crash 1 in a row", "next start in 0.01s"), Index.atIndex(0))
			.satisfies((line) -> assertThat(line).contains("crash 2 in a row", "next start in 0.02s"), Index.atIndex(1))
			.satisfies((line) -> assertThat(line).contains("crash 3 in a row", "next start in 0.04s"), Index.atIndex(2))
			.satisfies((line) -> assertThat(line).contains("crash 4 in a row", "it stays down"), Index.atIndex(3));
		assertThat(host.events(definition.id())).extracting(this::tell)
			.startsWith("STARTING", "RUNNING", "ready 1", "exited 3", "CRASHED", "crashed", "BACKOFF", "STARTING")
			.endsWith("exited 3", "CRASHED", "crashed");
	}

	@Test
	void lastWordsOfAnUncaughtExceptionComeBeforeItsCrash() {
		PluginWorker worker = host.start(host.plugin().build());
		CompletableFuture<JsonNode> call = worker.call("silence").retrieveAsync(JsonNode.class);
		worker.send("throw", Map.of("text", "no such table"));
		assertThat(call).failsWithin(MischiefHost.PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(WorkerUnavailableException.class)
			.withMessageContaining("Worker process exited (code=1, signal=null)\n\nWorker stderr:\n")
			.withMessageContaining("java.lang.IllegalStateException: no such table");
		PluginWorkerCrashedEvent crash = host.crash(worker.pluginId());
		assertThat(crash.exitCode()).isEqualTo(1);
		assertThat(crash.stderrExcerpt()).contains("java.lang.IllegalStateException: no such table\n\tat ");
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(() -> assertThat(host.words(worker.pluginId())).contains("about to give up")
				.anyMatch((line) -> line.contains("java.lang.IllegalStateException: no such table")));
		assertThat(host.log(Level.ERROR, worker.pluginId()))
			.anyMatch((line) -> line.contains("exited unexpectedly with code 1") && line.contains("\nWorker stderr:\n")
					&& line.contains("no such table"));
	}

	private static void assertUnavailable(PluginWorker worker, String method, int number, String message) {
		assertThatExceptionOfType(WorkerUnavailableException.class)
			.isThrownBy(() -> worker.call(method).param("n", number).retrieve())
			.withMessageContaining(message);
	}

	private String tell(PluginWorkerEvent event) {
		if (event instanceof PluginWorkerStatusChangedEvent changed) {
			return changed.status().name();
		}
		if (event instanceof PluginWorkerReadyEvent ready) {
			return "ready " + ready.generation();
		}
		if (event instanceof PluginWorkerExitedEvent exited) {
			return "exited " + exited.exitCode();
		}
		return (event instanceof PluginWorkerCrashedEvent) ? "crashed" : event.getClass().getSimpleName();
	}

}
