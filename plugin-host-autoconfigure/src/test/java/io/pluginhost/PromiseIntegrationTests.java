package io.pluginhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.JsonNode;

import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The promises of {@code PromiseStoryTests} that need a real process to be broken: each
 * test begins with one.
 */
class PromiseIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withBean(Host.class)
		.withPropertyValues(MischiefWorker.properties("one"))
		.withPropertyValues(MischiefWorker.properties("two"))
		.withPropertyValues("plugin-host.startup=blocking", "plugin-host.defaults.restart.initial-delay=20ms",
				"plugin-host.defaults.restart.multiplier=1", "plugin-host.defaults.restart.max-restarts=-1");

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void workerThatExitsDuringInitializeIsCrashedOnlyWhereNoRestartIsPending(boolean restart) {
		// A worker is shown as crashed only if no restart is pending, also after an exit
		// during initialize
		this.runner.withPropertyValues(MischiefWorker.properties("broken", "initialize-exit=127"))
			.withPropertyValues("plugin-host.startup=none", "plugin-host.plugins.broken.restart.enabled=" + restart,
					"plugin-host.plugins.broken.restart.initial-delay=1h",
					"plugin-host.plugins.broken.restart.max-delay=1h")
			.run((context) -> {
				PluginWorker worker = context.getBean(PluginWorkerManager.class).getWorker("broken");
				assertThat(worker.start()).failsWithin(PATIENCE)
					.withThrowableThat()
					.withMessageContaining("(code=127, signal=null)")
					.withMessageContaining("cannot go on");
				assertThat(worker.status()).isEqualTo(restart ? WorkerStatus.BACKOFF : WorkerStatus.CRASHED);
				assertThat(worker.diagnostics().nextRestartAt() != null).isEqualTo(restart);
			});
	}

	@Test
	void workerThatCannotBeSpawnedIsTriedAgainAndHarmsNobody(@TempDir Path directory) {
		// A worker that cannot be spawned is not starting for ever, and ends neither the
		// host nor any other worker
		Path program = directory.resolve("worker");
		this.runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			CompletableFuture<PluginWorker> start = manager.startWorker(PluginDefinition.builder("late")
				.entrypoint(program.toString())
				.restartInitialDelay(Duration.ofMillis(20))
				.restartMaxDelay(Duration.ofMillis(20))
				.restartMaxRestarts(-1)
				.build());
			assertThat(start).failsWithin(PATIENCE).withThrowableThat().withMessageContaining(program.toString());
			PluginWorker late = manager.getWorker("late");
			await().atMost(PATIENCE).until(() -> late.diagnostics().totalCrashes() > 2);
			assertThat(late.diagnostics().lastCrashReason()).isEqualTo(CrashReason.SPAWN_FAILED);
			assertThat(echo(manager, "one", "still there").join().path("text").stringValue()).isEqualTo("still there");
			install(program);
			await().atMost(PATIENCE).until(() -> late.status() == WorkerStatus.RUNNING);
		});
	}

	@Test
	void writingToDeadWorkerFailsItsCallsAndHarmsNobody() {
		// Writing to a worker that has just died fails the calls that were meant for it,
		// and ends neither the host nor any other worker
		List<Throwable> uncaught = new CopyOnWriteArrayList<>();
		Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> uncaught.add(ex));
		try {
			this.runner.run((context) -> {
				PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
				PluginWorker one = manager.getWorker("one");
				String text = "x".repeat(100_000);
				for (int generation = 1; generation <= 5; generation++) {
					List<CompletableFuture<JsonNode>> calls = new ArrayList<>();
					ProcessHandle process = ProcessHandle.of(one.diagnostics().pid()).orElseThrow();
					for (int i = 0; i < 60; i++) {
						calls.add(echo(manager, "one", text));
						if (i == 20) {
							process.destroyForcibly();
						}
					}
					assertThat(calls).allSatisfy((call) -> assertThat(call.handle((answer, failure) -> failure))
						.succeedsWithin(PATIENCE)
						.satisfiesAnyOf((failure) -> assertThat(failure).isNull(),
								(failure) -> assertThat(failure).isInstanceOf(WorkerUnavailableException.class)));
					assertThat(echo(manager, "two", "still there")).succeedsWithin(PATIENCE);
					int next = generation + 1;
					await().atMost(PATIENCE)
						.until(() -> one.diagnostics().generation() == next && one.status() == WorkerStatus.RUNNING);
				}
			});
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(handler);
		}
		assertThat(uncaught).isEmpty();
	}

	@Test
	void workerCannotCallWhatNobodyHasOffered() {
		// A worker can call host methods and nothing else: no method that every object
		// has, and none of a handler's class that is not offered
		this.runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			assertThat(host(manager, "offered").path("result").stringValue()).isEqualTo("here you are");
			assertThat(List.of("toString", "hashCode", "equals", "getClass", "notify", "wait", "clone", "finalize",
					"constructor", "hasOwnProperty", "valueOf", "__proto__", "offer", "helper",
					"java.lang.Object.toString", ""))
				.allSatisfy((method) -> assertThat(host(manager, method).at("/error/code").asInt(0))
					.isEqualTo(RpcErrorCodes.METHOD_NOT_FOUND));
		});
	}

	private static CompletableFuture<JsonNode> echo(PluginWorkerManager manager, String plugin, String text) {
		return manager.call(plugin, "echo").param("text", text).retrieveAsync(JsonNode.class);
	}

	private static JsonNode host(PluginWorkerManager manager, String method) {
		return manager.call("one", "host").param("method", method).retrieve();
	}

	private static void install(Path program) throws IOException {
		String command = MischiefWorker.command()
			.stream()
			.map((word) -> "'" + word + "'")
			.collect(Collectors.joining(" "));
		Path draft = Files.createFile(program.resolveSibling("draft"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
		Files.writeString(draft, "#!/bin/sh\nexec " + command + "\n");
		Files.move(draft, program);
	}

	static class Host {

		@HostHandler("offered")
		String offer(Map<String, Object> params) {
			return helper();
		}

		String helper() {
			return "here you are";
		}

	}

}
