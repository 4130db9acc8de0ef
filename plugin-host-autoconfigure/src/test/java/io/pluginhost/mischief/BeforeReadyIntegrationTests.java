package io.pluginhost.mischief;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerErrorEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers that are trouble before they are ready: whoever starts one learns why it
 * failed, and no process of it stays.
 */
class BeforeReadyIntegrationTests {

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 127 })
	void exitFailsTheStartAtOnceWithItsCodeAndLastWords(int code) {
		PluginDefinition definition = host.plugin("initialize-exit=" + code).build();
		assertThat(host.startInVain(definition)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("exited with code %d before it had answered 'initialize'", code)
			.hasMessageContaining("Worker process exited (code=%d, signal=null)\n\nWorker stderr:\ncannot go on", code);
		PluginWorkerCrashedEvent crash = host.crash(definition.id());
		assertThat(crash.reason()).isEqualTo(CrashReason.EXIT);
		assertThat(crash.exitCode()).isEqualTo(code);
		assertThat(crash.stderrExcerpt()).isEqualTo("cannot go on");
	}

	@ParameterizedTest
	@ValueSource(strings = { "KILL", "ALRM" })
	void signalFailsTheStartAtOnceWithItsName(String signal) {
		PluginDefinition definition = host.plugin("initialize-signal=" + signal).build();
		assertThat(host.startInVain(definition)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("code=null, signal=SIG" + signal);
		PluginWorkerCrashedEvent crash = host.crash(definition.id());
		assertThat(crash.reason()).isEqualTo(CrashReason.SIGNAL);
		assertThat(crash.signal()).isEqualTo("SIG" + signal);
	}

	@Test
	void answerWithoutOkFailsTheStartAndEndsTheProcess() {
		assertRefused("initialize-refused", "without \"ok\": true");
	}

	@Test
	void errorFailsTheStartWithItsWordsAndEndsTheProcess() {
		assertRefused("initialize-error", "no database");
	}

	private void assertRefused(String habit, String message) {
		PluginDefinition definition = host.plugin(habit).build();
		assertThat(host.startInVain(definition)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("failed to initialize")
			.hasMessageContaining(message);
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.INITIALIZE_FAILED);
		assertThat(host.exit(definition.id()).signal()).isEqualTo("SIGKILL");
	}

	@Test
	void silenceFailsTheStartWhenItsTimeIsUpAndEndsTheProcess() {
		PluginDefinition definition = host.plugin("initialize-silent")
			.initializeTimeout(Duration.ofMillis(300))
			.build();
		assertThat(host.startInVain(definition)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("within 0.3s (initialize-timeout) it wrote no whole line to stdout");
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.INITIALIZE_TIMEOUT);
		assertThat(host.exit(definition.id()).signal()).isEqualTo("SIGKILL");
	}

	/**
	 * Whoever comes first wins, and there is no third outcome.
	 */
	@Test
	void answerAtTheLastMomentMakesReadyOrIsTooLate() throws Exception {
		List<PluginDefinition> definitions = new ArrayList<>();
		for (int millis = 960; millis <= 1000; millis += 8) {
			definitions.add(host.plugin("initialize-at=" + millis).initializeTimeout(Duration.ofMillis(1000)).build());
		}
		List<CompletableFuture<PluginWorker>> starts = definitions.stream().map(host.manager()::startWorker).toList();
		for (int i = 0; i < starts.size(); i++) {
			String id = definitions.get(i).id();
			try {
				PluginWorker worker = starts.get(i).get(MischiefHost.PATIENCE.toSeconds(), TimeUnit.SECONDS);
				assertThat(worker.call("echo").param("text", "in time").retrieve().toString()).contains("in time");
				assertThat(worker.diagnostics().totalCrashes()).isZero();
			}
			catch (ExecutionException ex) {
				WorkerDiagnostics worker = host.awaitStatus(id, WorkerStatus.CRASHED);
				assertThat(worker.lastCrashReason()).isEqualTo(CrashReason.INITIALIZE_TIMEOUT);
				assertThat(worker.totalCrashes()).isEqualTo(1);
				assertThat(host.events(id, PluginWorkerReadyEvent.class, 0)).isEmpty();
			}
		}
	}

	/**
	 * Without this the test above might only ever see one of its outcomes.
	 */
	@Test
	void answerAfterAWhileMakesReady() {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch permitted = new CountDownLatch(1);
		PluginDefinition definition = host.plugin("initialize-asks").handler("permission", (params, call) -> {
			asked.countDown();
			return permitted.await(MischiefHost.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}).build();
		CompletableFuture<PluginWorker> start = host.manager().startWorker(definition);
		await().atMost(MischiefHost.PATIENCE).until(() -> asked.getCount() == 0);
		assertThat(host.manager().getWorker(definition.id()).status()).isEqualTo(WorkerStatus.STARTING);
		assertThat(start).isNotDone();
		permitted.countDown();
		assertThat(start).succeedsWithin(MischiefHost.PATIENCE)
			.satisfies((worker) -> assertThat(worker.status()).isEqualTo(WorkerStatus.RUNNING));
	}

	@Test
	void deathWhileTheHostAnswersItsCallFailsTheStartAndTellsTheHandler() {
		AtomicBoolean told = new AtomicBoolean();
		CompletableFuture<Boolean> handled = new CompletableFuture<>();
		PluginDefinition definition = host.plugin("initialize-asks").handler("permission", (params, call) -> {
			Long pid = host.manager().getWorker(call.pluginId()).diagnostics().pid();
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			call.onCancel(() -> told.set(true));
			await().atMost(MischiefHost.PATIENCE).untilTrue(told);
			handled.complete(call.isCancelled());
			return Map.of("for", "nobody");
		}).build();
		assertThat(host.startInVain(definition)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("SIGKILL");
		assertThat(handled).succeedsWithin(MischiefHost.PATIENCE).isEqualTo(true);
	}

	@Test
	void bannerBeforeTheFirstAnswerIsLoggedAndHarmsNothing() {
		PluginWorker worker = host.start(host.plugin("banner").build());
		assertThat(worker.call("echo").param("text", "hi").retrieve().toString()).contains("hi");
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(() -> assertThat(host.words(worker.pluginId())).containsExactly("[not-json]   __  __",
					"[not-json]  |  \\/  | Mischief 1.0", "[not-json] [1, 2]", "[not-json] \"hello\""));
	}

	@Test
	void missingRuntimeFailsTheStartAndSaysWhatToDo(@TempDir Path directory) {
		PluginDefinition definition = host.command(List.of("no-such-runtime", "worker")).build();
		assertNotSpawned(definition, "'no-such-runtime' is not in");
		assertNotSpawned(host.command(List.of(directory.resolve("node").toString())).build(), "is not a file");
	}

	@Test
	void fileWithoutRunBitFailsTheStartAndSaysWhatToDo(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("worker"), "#!/bin/sh\nexit 0\n");
		assertNotSpawned(host.program().entrypoint(file.toString()).build(), "is not executable");
		assertNotSpawned(host.command(List.of(file.toString())).build(), "is not executable");
	}

	@Test
	void fileThatCannotBeExecutedFailsTheStart(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("worker"), "no program at all");
		file.toFile().setExecutable(true);
		PluginDefinition definition = host.program().entrypoint(file.toString()).build();
		assertThat(host.startInVain(definition)).isInstanceOf(WorkerUnavailableException.class);
		assertThat(host.crash(definition.id()).reason()).isIn(CrashReason.SPAWN_FAILED, CrashReason.EXIT);
	}

	@Test
	void missingDirectoryFailsTheStartAndSaysWhatToDo(@TempDir Path directory) {
		assertNotSpawned(host.plugin().workingDirectory(directory.resolve("gone")).build(), "is not a directory");
	}

	private void assertNotSpawned(PluginDefinition definition, String message) {
		assertThat(host.startInVain(definition)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("could not be started")
			.hasMessageContaining(message);
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.SPAWN_FAILED);
		assertThat(host.events(definition.id(), PluginWorkerErrorEvent.class, 1)).singleElement()
			.satisfies((event) -> assertThat(event.error()).hasMessageContaining(message));
		assertThat(host.manager().getWorker(definition.id()).diagnostics().pid()).isNull();
	}

}
