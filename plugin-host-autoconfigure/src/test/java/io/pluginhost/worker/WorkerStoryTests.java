package io.pluginhost.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.HealthStatus;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.ShutdownPolicy;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.session.ClosedPipeWatch;
import io.pluginhost.session.IdleStdinCloser;
import io.pluginhost.session.MemoryWatch;
import io.pluginhost.testing.HandTurnedTime;
import io.pluginhost.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker's life, told in sentences. Every row of {@link WorkerLifecycle} has its story
 * here.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WorkerStoryTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** From shutdown to SIGTERM. */
	private static final Duration UNTIL_SIGTERM = Duration.ofSeconds(10).plus(StateDeadlines.STDIN_GRACE);

	private final WorkerStage stage = new WorkerStage();

	@BeforeAll
	static void recordRows() {
		FollowedTransitions.record();
	}

	// Starting

	@Test
	void startsAndAnnouncesItself() {
		PluginWorker plugin = this.stage.plugin((definition) -> definition.config(Map.of("team", "ENG")));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		CompletableFuture<Void> start = plugin.start();
		assertThat(start).isNotDone();
		this.stage.turn();
		assertThat(start).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.supportedMethods()).containsExactly("greet");
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STARTING)", "StatusChanged(RUNNING)",
				"Ready");
		assertThat(this.stage.news.last(PluginWorkerReadyEvent.class).generation()).isEqualTo(1);
		WorkerDiagnostics diagnostics = plugin.diagnostics();
		assertThat(diagnostics.pid()).isEqualTo(100);
		assertThat(diagnostics.generation()).isEqualTo(1);
		assertThat(diagnostics.uptime()).isZero();
	}

	@Test
	void tellsTheWorkerWhoIsWhoInitialize() {
		this.stage
			.running((definition) -> definition.config(Map.of("team", "ENG")).manifest(Map.of("version", "2.0.0")));
		JsonNode initialize = this.stage.worker().received().get(0);
		assertThat(initialize).hasToString("{\"jsonrpc\":\"2.0\",\"id\":" + initialize.get("id")
				+ ",\"method\":\"initialize\",\"params\":{\"manifest\":{\"id\":\"acme.linear\",\"version\":\"2.0.0\"},\"config\":{\"team\":\"ENG\"},"
				+ "\"instanceInfo\":{\"instanceId\":\"host-1\",\"hostVersion\":\"1.2.3\"},\"apiVersion\":1,"
				+ "\"databaseNamespace\":null}}");
	}

	@Test
	void concurrentStartsShareOneProcess() {
		this.stage.threads.spawner.hold();
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> first = plugin.start();
		CompletableFuture<Void> whileSpawning = plugin.start();
		this.stage.turn();
		this.stage.threads.spawner.release();
		this.stage.turn();
		CompletableFuture<Void> whileInitializing = plugin.start();
		this.stage.turn();
		assertThat(List.of(first, whileSpawning, whileInitializing)).noneMatch(CompletableFuture::isDone);
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		assertThat(List.of(first, whileSpawning, whileInitializing)).allMatch(CompletableFuture::isDone)
			.noneMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void startOfARunningWorkerIsDoneAtOnce() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> again = plugin.start();
		this.stage.turn();
		assertThat(again).isCompleted();
		assertThat(this.stage.launcher.workers()).hasSize(1);
		assertThat(this.stage.news.events).isEmpty();
	}

	@Test
	void staysDownIfItCannotBeSpawnedAndRestartIsDisabled() {
		this.stage.launcher.fail(new IOException("No such file"));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartEnabled(false));
		plugin.start();
		this.stage.advance(Duration.ofDays(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(plugin.diagnostics().nextRestartAt()).isNull();
		assertThat(plugin.diagnostics().totalCrashes()).isEqualTo(1);
	}

	@Test
	void initializeRefusedIsACrash() {
		this.stage.launcher
			.next((worker) -> worker.on("initialize", (call) -> worker.refuse(call, -32002, "no token")));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0));
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("failed to initialize: no token");
		assertThat(this.stage.worker().process.timesKilled()).isEqualTo(1);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.INITIALIZE_FAILED);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		this.stage.advance(SECOND);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void initializeWithoutOkIsACrash() {
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> worker.answer(call, "{\"ok\":false}")));
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start))
			.hasMessageContaining("failed to initialize: The worker answered 'initialize' without \"ok\": true");
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.INITIALIZE_FAILED);
	}

	@Test
	void initializeUnansweredIsACrash() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.initializeTimeout(Duration.ofSeconds(15)));
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(Duration.ofSeconds(15).minusNanos(1));
		assertThat(start).isNotDone();
		this.stage.advance(Duration.ofNanos(1));
		assertThat(WorkerStage.failure(start)).hasMessageContaining("did not answer 'initialize'")
			.hasMessageContaining("initialize-timeout");
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.INITIALIZE_TIMEOUT);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void initializeUnansweredIsToldWithWhatCameInstead() {
		assertThat(noAnswer((worker) -> {
		})).contains(
				"did not answer 'initialize' and was killed: within 15s (initialize-timeout) it wrote no whole line to "
						+ "stdout (does it end each message with a line feed, and flush it?)");
		assertThat(noAnswer((worker) -> worker.say("{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{\"ok\":true}}")))
			.contains(
					"it answered id 99, but 'initialize' has id 1; raise initialize-timeout if it needs longer, the next start has 30s; PROTOCOL.md");
		assertThat(noAnswer((worker) -> worker
			.say("{\"jsonrpc\":\"2.0\",\"id\":99,\"error\":{\"code\":-32601,\"message\":\"no\"}}")))
			.contains("it answered id 99 with an error: no, but 'initialize' has id 1;");
		assertThat(noAnswer((worker) -> worker.say("{\"id\":99,\"result\":{\"ok\":true}}"))).contains(
				"it wrote 1 line that is no message to stdout, which is for messages only, the first: \"jsonrpc\" "
						+ "is not \"2.0\": {\"id\":99,\"result\":{\"ok\":true}};");
		assertThat(noAnswer((worker) -> worker.process.writePart("{\"jsonrpc\":\"2.0\",\u001b")))
			.contains("it wrote no whole line to stdout, but 18 bytes without a line feed at their end: "
					+ "{\"jsonrpc\":\"2.0\",\\u001b;");
		assertThat(noAnswer((worker) -> {
			worker.say("Welcome!");
			worker.say("Ready.");
		})).contains(
				"it wrote 2 lines that are no messages to stdout, which is for messages only, the first: Welcome!;");
		assertThat(noAnswer((worker) -> worker.notify("log", "{\"level\":\"info\",\"message\":\"hi\"}")))
			.contains("it wrote 1 message to stdout, but no answer to id 1;");
	}

	/**
	 * What is said of a start, with 1 in place of the id of initialize.
	 */
	private String noAnswer(Consumer<FakeWorker> words) {
		WorkerStage stage = new WorkerStage();
		List<String> ids = new ArrayList<>();
		stage.launcher.next((worker) -> worker.ignoring("initialize").on("initialize", (call) -> {
			ids.add("id " + call.get("id"));
			words.accept(worker);
		}));
		PluginWorker plugin = stage.plugin((definition) -> definition.initializeTimeout(Duration.ofSeconds(15)));
		CompletableFuture<Void> start = plugin.start();
		stage.advance(Duration.ofSeconds(15));
		return String.valueOf(WorkerStage.failure(start).getMessage()).replace(ids.get(0), "id 1");
	}

	@Test
	void initializeUnansweredIsToldWithProcessorTimeLastWordsAndThePropertyToRaise() {
		// A start that runs out of time says how busy it was, what it said and which
		// property to raise
		String report = noAnswer((worker) -> {
			worker.process.writeError("downloading dependencies, please wait");
			worker.process.consume(CompletableFuture.completedFuture(Optional.of(Duration.ofMillis(2500))));
		});
		assertThat(report)
			.contains("within 15s (initialize-timeout) it wrote no whole line to stdout and had 2.5s of "
					+ "processor time; its last line on stderr: downloading dependencies, please wait; raise "
					+ "initialize-timeout if it needs longer, the next start has 30s;")
			.doesNotContain("line feed");
		assertThat(noAnswer((worker) -> worker.process
			.consume(CompletableFuture.completedFuture(Optional.of(Duration.ofMillis(7501))))))
			.contains("7.501s of processor time")
			.doesNotContain("line feed");
		assertThat(
				noAnswer((worker) -> worker.process.consume(CompletableFuture.failedFuture(new IOException("closed")))))
			.contains("line feed")
			.doesNotContain("processor time");
		assertThat(noAnswer((worker) -> worker.process.consume(new CompletableFuture<>())))
			.doesNotContain("processor time");
	}

	@Test
	void eachStartAfterATimeoutHasTwiceTheTimeUpToFourTimesAndASuccessTakesItBack() {
		// Each start after an initialize timeout has twice the time, up to four times
		this.stage.launcher.each((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0)
			.restartMaxDelay(SECOND)
			.initializeTimeout(Duration.ofSeconds(10)));
		plugin.start();
		int workers = 1;
		for (int seconds : new int[] { 10, 20, 40, 40 }) {
			this.stage.advance(Duration.ofSeconds(seconds).minusNanos(1));
			assertThat(plugin.status()).isEqualTo(WorkerStatus.STARTING);
			this.stage.advance(Duration.ofNanos(1));
			assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
			assertThat(plugin.diagnostics().totalCrashes()).isEqualTo(workers);
			workers++;
			this.stage.advance(SECOND);
		}
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		this.stage.advance(Duration.ofSeconds(10));
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.INITIALIZE_TIMEOUT);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void exitBeforeInitializeFailsTheStartAtOnceWithCodeAndStderr() {
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> {
			worker.process.writeError("Cannot find module './db'");
			worker.process.exit(3);
		}));
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("(code=3, signal=null)")
			.hasMessageContaining("\n\nWorker stderr:\nCannot find module './db'");
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.EXIT);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void exitBeforeInitializeBySignalSaysWhich() {
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> worker.process.exitBy("SIGSEGV")));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartEnabled(false));
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining("(code=null, signal=SIGSEGV)");
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.SIGNAL);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
	}

	@Test
	void callerOfAFailedStartFindsTheWorkerInBackoff() {
		// Whoever hears of a failed start can rely on what he then sees
		this.stage.launcher.fail(new IOException("No such file"));
		PluginWorker plugin = this.stage.plugin();
		List<WorkerStatus> seen = new ArrayList<>();
		CompletableFuture<Void> start = plugin.start();
		start.whenComplete((done, failure) -> seen.add(plugin.status()));
		this.stage.threads.callbacks.inline();
		this.stage.turn();
		assertThat(seen).containsExactly(WorkerStatus.BACKOFF);
	}

	@Test
	void aProcessThatFailedToInitializeIsAwaitedBeforeTheNext() {
		this.stage.launcher.next((worker) -> {
			worker.process.survivingKill();
			worker.ignoring("initialize");
		});
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0));
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(Duration.ofSeconds(15));
		CompletableFuture<Void> joined = plugin.start();
		this.stage.turn();
		assertThat(start).isNotDone();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STARTING);
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(WorkerStage.failure(start)).hasMessageContaining("survives SIGKILL");
		assertThat(WorkerStage.failure(joined)).hasMessageContaining("survives SIGKILL");
		this.stage.advance(Duration.ofHours(1));
		assertThat(this.stage.launcher.workers()).hasSize(1);
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.advance(SECOND);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.launcher.workers()).hasSize(2);
	}

	@Test
	void aFailedInitializeIsFinalIfRestartIsDisabled() {
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> worker.refuse(call, -32002, "no")));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartEnabled(false));
		plugin.start();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
	}

	// Crashing

	@Test
	void tellsOfACrashInThisOrder() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.worker().process.writeError("out of luck");
		this.stage.worker().process.exit(7);
		this.stage.turn();
		assertThat(this.stage.news.told()).containsExactly("Exited", "StatusChanged(CRASHED)", "Crashed",
				"StatusChanged(BACKOFF)");
		PluginWorkerExitedEvent exited = this.stage.news.last(PluginWorkerExitedEvent.class);
		assertThat(exited.exitCode()).isEqualTo(7);
		assertThat(exited.signal()).isNull();
		PluginWorkerCrashedEvent crashed = this.stage.news.last(PluginWorkerCrashedEvent.class);
		assertThat(crashed.exitCode()).isEqualTo(7);
		assertThat(crashed.reason()).isEqualTo(CrashReason.EXIT);
		assertThat(crashed.willRestart()).isTrue();
		assertThat(crashed.consecutiveCrashes()).isEqualTo(1);
		assertThat(crashed.nextRestartAt()).isEqualTo(HandTurnedTime.BEGINNING.plusSeconds(1));
		assertThat(crashed.stderrExcerpt()).isEqualTo("out of luck");
		WorkerDiagnostics diagnostics = plugin.diagnostics();
		assertThat(diagnostics.nextRestartAt()).isEqualTo(HandTurnedTime.BEGINNING.plusSeconds(1));
		assertThat(diagnostics.lastExitCode()).isEqualTo(7);
		assertThat(diagnostics.lastCrashAt()).isEqualTo(HandTurnedTime.BEGINNING);
		assertThat(diagnostics.stderrExcerpt()).isEqualTo("out of luck");
		assertThat(diagnostics.pid()).isNull();
		assertThat(diagnostics.uptime()).isNull();
		assertThat(diagnostics.supportedMethods()).isEmpty();
	}

	@Test
	void tellsOfAnExitWheneverAProcessEnds() {
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> worker.refuse(call, -32002, "no")));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0));
		plugin.start();
		this.stage.turn();
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STARTING)", "Exited",
				"StatusChanged(CRASHED)", "Crashed", "StatusChanged(BACKOFF)");
		this.stage.news.forget();
		this.stage.threads.spawner.hold();
		this.stage.advance(SECOND);
		plugin.stop();
		this.stage.turn();
		this.stage.threads.spawner.release();
		this.stage.turn();
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STARTING)", "StatusChanged(STOPPING)",
				"Exited", "StatusChanged(STOPPED)");
	}

	@Test
	void tellsOfEveryStatusWithTheOneBefore() {
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0).restartMaxRestarts(1));
		plugin.start();
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		this.stage.worker().process.exit(1);
		this.stage.turn();
		plugin.start();
		this.stage.turn();
		plugin.stop();
		this.stage.turn();
		assertThat(this.stage.news.events(PluginWorkerStatusChangedEvent.class))
			.extracting((event) -> event.previousStatus() + " " + event.status())
			.containsExactly("STOPPED STARTING", "STARTING RUNNING", "RUNNING CRASHED", "CRASHED BACKOFF",
					"BACKOFF STARTING", "STARTING RUNNING", "RUNNING CRASHED", "CRASHED STARTING", "STARTING RUNNING",
					"RUNNING STOPPING", "STOPPING STOPPED");
	}

	@Test
	void exitWithCodeZeroIsACrashToo() {
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.EXIT);
	}

	@Test
	void comesBackAfterACrashAndSaysSo() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		this.stage.news.forget();
		this.stage.advance(SECOND.minusNanos(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		this.stage.advance(Duration.ofNanos(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STARTING)", "StatusChanged(RUNNING)", "Ready",
				"Restarted");
		assertThat(this.stage.news.last(PluginWorkerRestartedEvent.class).generation()).isEqualTo(2);
		assertThat(plugin.diagnostics().totalRestarts()).isEqualTo(1);
		assertThat(plugin.diagnostics().lastExitSignal()).isEqualTo("SIGKILL");
		assertThat(plugin.diagnostics().nextRestartAt()).isNull();
	}

	@Test
	void waitsLongerAfterEveryCrashAndThenGivesUp() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		List<Long> delays = new ArrayList<>();
		for (int crash = 1; crash <= 10; crash++) {
			this.stage.worker().process.exit(1);
			this.stage.turn();
			assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(crash);
			Duration delay = Duration.between(this.stage.time.now(), plugin.diagnostics().nextRestartAt());
			delays.add(delay.toSeconds());
			this.stage.advance(delay);
			assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		}
		assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L);
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		PluginWorkerCrashedEvent last = this.stage.news.last(PluginWorkerCrashedEvent.class);
		assertThat(last.willRestart()).isFalse();
		assertThat(last.nextRestartAt()).isNull();
		assertThat(last.consecutiveCrashes()).isEqualTo(11);
		this.stage.advance(Duration.ofDays(30));
		assertThat(this.stage.launcher.workers()).hasSize(11);
	}

	@Test
	void sustainedUptimeForgetsCrashes() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		this.stage.worker().process.exit(1);
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(2);
		this.stage.advance(Duration.ofMinutes(10));
		assertThat(plugin.diagnostics().consecutiveCrashes()).isZero();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(1);
		assertThat(plugin.diagnostics().totalCrashes()).isEqualTo(3);
		assertThat(plugin.diagnostics().nextRestartAt()).isEqualTo(this.stage.time.now().plusSeconds(1));
	}

	@Test
	void uptimeJustTooShortForgetsNothing() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND.plus(Duration.ofMinutes(10)).minusNanos(1));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(2);
	}

	@Test
	void delayIsVariedByJitter() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0.25));
		this.stage.random = 0;
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.diagnostics().nextRestartAt()).isEqualTo(this.stage.time.now().plusMillis(750));
		this.stage.advance(Duration.ofMillis(750));
		this.stage.random = 1;
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.diagnostics().nextRestartAt()).isEqualTo(this.stage.time.now().plusMillis(2500));
	}

	@Test
	void neverGivesUpIfToldSo() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0).restartMaxRestarts(-1));
		for (int crash = 0; crash < 100; crash++) {
			this.stage.worker().process.exit(1);
			this.stage.advance(Duration.ofMinutes(5));
		}
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.diagnostics().totalRestarts()).isEqualTo(100);
	}

	@Test
	void staysDownAfterACrashIfRestartIsDisabled() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartEnabled(false));
		this.stage.worker().process.exit(1);
		this.stage.advance(Duration.ofDays(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(this.stage.news.told()).containsExactly("Exited", "StatusChanged(CRASHED)", "Crashed");
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).willRestart()).isFalse();
	}

	@Test
	void startByHandForgivesAllCrashes() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0).restartMaxRestarts(1));
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		this.stage.news.forget();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(start).isCompleted();
		assertThat(plugin.diagnostics().consecutiveCrashes()).isZero();
		assertThat(this.stage.news.events(PluginWorkerRestartedEvent.class)).isEmpty();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void startInBackoffDoesNotWaitForItsEndOnceInitialDelayHasPassedSinceTheLastStart() {
		// A start by code brings the next start forward, and leaves crashes counted
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.advance(SECOND);
		this.stage.worker().process.exit(1);
		this.stage.turn();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(start).isCompleted();
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(this.stage.launcher.workers()).hasSize(2);
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(1);
	}

	// The pace of starts

	@Test
	void aStartByCodeWithinInitialDelayOfTheLastStartWaitsForIt() {
		// Starts of one plugin by code are at least restart.initial-delay apart
		PluginWorker plugin = this.stage.running();
		this.stage.advance(Duration.ofMillis(400));
		CompletableFuture<Void> restart = plugin.restart();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STARTING);
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet"));
		this.stage.advance(Duration.ofMillis(600).minusNanos(1));
		assertThat(restart).isNotDone();
		assertThat(this.stage.launcher.workers()).hasSize(1);
		CompletableFuture<Void> another = plugin.start();
		this.stage.advance(Duration.ofNanos(1));
		assertThat(List.of(restart, another)).allSatisfy((start) -> assertThat(start).isCompleted());
		assertThat(this.stage.launcher.workers()).hasSize(2);
		// Calls have been kept meanwhile
		this.stage.worker().answer("greet", "1");
		this.stage.turn();
		assertThat(call).isCompleted();
	}

	@Test
	void stopCallsOffAStartThatWaits() {
		// A stop ends in STOPPED, while a start waits for its time too
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> restart = plugin.restart();
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(WorkerStage.failure(restart)).hasMessageContaining("was stopped while it was to be started");
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void stopFailsAStartThatWaitsInBackoff() {
		// No future of a start is forgotten
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		plugin.stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining("was stopped while it was to be started");
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "restart", "stop, then start" })
	void aListenerThatStartsWhatCrashesMakesNoStormAndMaxRestartsIsReached(String reaction) {
		// Starts by code are initial-delay apart, and leave crashes counted
		this.stage.launcher.each((worker) -> worker.on("initialize", (call) -> worker.process.exit(1)));
		PluginWorker plugin = this.stage
			.plugin((definition) -> definition.restartJitter(0).restartMaxRestarts(5).restartMaxDelay(SECOND));
		plugin.start();
		this.stage.turn();
		for (int crash = 1; crash <= 5; crash++) {
			assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(crash);
			assertThat(this.stage.launcher.workers()).hasSize(crash);
			for (int again = 0; again < 10; again++) {
				react(plugin, reaction);
				this.stage.advance(Duration.ofMillis(99));
			}
			assertThat(this.stage.launcher.workers()).hasSize(crash);
			this.stage.advance(Duration.ofMillis(10));
		}
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).willRestart()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "restart", "stop, then start" })
	void aListenerThatStartsWhatIsDownForGoodMakesNoStormEither(String reaction) {
		// The first start after a final state is exempt, not the next of many
		this.stage.launcher.each((worker) -> worker.on("initialize", (call) -> worker.process.exit(1)));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartEnabled(false));
		plugin.start();
		this.stage.turn();
		react(plugin, reaction);
		this.stage.turn();
		assertThat(this.stage.launcher.workers()).as("the first is exempt").hasSize(2);
		for (int i = 0; i < 100; i++) {
			react(plugin, reaction);
			this.stage.advance(Duration.ofMillis(100));
		}
		assertThat(this.stage.launcher.workers()).hasSizeBetween(11, 12);
	}

	private static void react(PluginWorker plugin, String reaction) {
		switch (reaction) {
			case "start" -> plugin.start();
			case "restart" -> plugin.restart();
			default -> {
				plugin.stop();
				plugin.start();
			}
		}
	}

	@Test
	void aStartInBackoffDelaysNoRestartThatComesSooner() {
		// A request to start makes nothing later
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0)
			.restartInitialDelay(Duration.ofMinutes(1))
			.restartMaxDelay(SECOND));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		this.stage.advance(Duration.ofMillis(500));
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(Duration.ofMillis(500));
		assertThat(start).isCompleted();
	}

	@Test
	void anOperatorWaitsForNothingAndCrashesAreCountedAnew() {
		// Only an operator's start resets the count and has no floor
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		CompletableFuture<Void> start = OperatorControls.start(plugin);
		this.stage.turn();
		assertThat(start).isCompleted();
		assertThat(plugin.diagnostics().consecutiveCrashes()).isZero();
		CompletableFuture<Void> restart = OperatorControls.restart(plugin);
		this.stage.turn();
		assertThat(restart).isCompleted();
		CompletableFuture<Void> byCode = plugin.restart();
		this.stage.turn();
		assertThat(byCode).isNotDone();
		OperatorControls.start(plugin);
		this.stage.turn();
		assertThat(byCode).isCompleted();
		assertThat(this.stage.launcher.workers()).hasSize(4);
	}

	@Test
	void anOperatorsStartThatWaitsForAStopIsStillAnOperators() {
		// Only an operator's start resets the count and has no floor
		PluginWorker plugin = this.stage.running();
		this.stage.worker().ignoring("shutdown");
		plugin.stop();
		this.stage.turn();
		CompletableFuture<Void> start = OperatorControls.start(plugin);
		this.stage.turn();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(start).isCompleted();
	}

	@Test
	void aWorkerThatStandsByKeepsThePaceToo() {
		// Starts of one plugin by code are at least restart.initial-delay apart
		PluginWorker plugin = standingBy();
		this.stage.send(plugin.call("greet"));
		plugin.stop();
		this.stage.turn();
		plugin.standBy();
		this.stage.turn();
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet"));
		assertThat(this.stage.launcher.workers()).hasSize(1);
		plugin.stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class);
		plugin.standBy();
		this.stage.turn();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(start).isNotDone();
		this.stage.advance(SECOND);
		assertThat(start).isCompleted();
		assertThat(this.stage.launcher.workers()).hasSize(2);
	}

	// Stopping

	@Test
	void stopAsksTheWorkerToShutDown() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "shutdown");
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STOPPING)", "Exited",
				"StatusChanged(STOPPED)");
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
		assertThat(plugin.diagnostics().pid()).isNull();
		this.stage.advance(Duration.ofDays(1));
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void stopOfAStoppedWorkerIsDoneAtOnce() {
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(this.stage.news.events).isEmpty();
	}

	@Test
	void stopGoesFromDrainToSigtermToSigkillToGivingUp() {
		this.stage.launcher.next((worker) -> {
			worker.process.survivingKill();
			worker.ignoring("shutdown");
		});
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(Duration.ofSeconds(10).minusNanos(1));
		assertThat(this.stage.worker().hasHeardEnd()).isFalse();
		this.stage.advance(Duration.ofNanos(1));
		assertThat(this.stage.worker().hasHeardEnd()).isTrue();
		this.stage.advance(StateDeadlines.STDIN_GRACE.minusNanos(1));
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
		this.stage.advance(Duration.ofNanos(1));
		assertThat(this.stage.worker().process.timesTerminated()).isEqualTo(1);
		this.stage.advance(Duration.ofSeconds(5).minusNanos(1));
		assertThat(this.stage.worker().process.timesKilled()).isZero();
		this.stage.advance(Duration.ofNanos(1));
		assertThat(this.stage.worker().process.timesKilled()).isEqualTo(1);
		assertThat(stop).isNotDone();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "shutdown");
	}

	@Test
	void sigtermEndsWhatDoesNotDrain() {
		this.stage.launcher.next((worker) -> worker.ignoring("shutdown"));
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(UNTIL_SIGTERM);
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(plugin.diagnostics().lastExitSignal()).isEqualTo("SIGTERM");
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { -32601, -32004, -32603 })
	void endsByTheEndOfStdinWhereShutdownIsRefused(int code) {
		// A worker that does not know "shutdown" does not have to be waited for: the end
		// of its stdin asks it, too
		this.stage.launcher.next((worker) -> worker.on("shutdown", (call) -> worker.refuse(call, code, "no"))
			.onEnd(() -> worker.process.exit(0)));
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.diagnostics().lastExitCode()).isZero();
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
	}

	@Test
	void stdinEndsOnceNoCallIsOpenWhereShutdownIsRefused() {
		// What is open between the two is brought to its end before, in both directions
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.stage.handle("state.get", (params, call) -> answer);
		this.stage.launcher.next((worker) -> worker.on("shutdown", (call) -> worker.refuse(call, -32601, "no")));
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet"));
		this.stage.worker().request("7", "state.get", "{}");
		this.stage.turn();
		plugin.stop();
		this.stage.advance(SECOND);
		assertThat(this.stage.worker().hasHeardEnd()).isFalse();
		this.stage.worker().answer("greet", "\"hello\"");
		this.stage.advance(SECOND);
		assertThat(call).isCompleted();
		assertThat(this.stage.worker().hasHeardEnd()).as("while the worker waits for an answer").isFalse();
		answer.complete("there");
		this.stage.advance(IdleStdinCloser.INTERVAL);
		assertThat(this.stage.worker().answerTo("7").get("result").stringValue()).isEqualTo("there");
		assertThat(this.stage.worker().hasHeardEnd()).isTrue();
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.time.alarms()).isZero();
	}

	@Test
	void stdinStaysOpenForAWorkerThatShutsDown() {
		// A worker that has answered "shutdown" may need the host until its end
		this.stage.launcher.next((worker) -> worker.on("shutdown", (call) -> worker.answer(call, "null")));
		PluginWorker plugin = this.stage.running();
		plugin.stop();
		this.stage.advance(Duration.ofSeconds(10).minusNanos(1));
		assertThat(this.stage.worker().hasHeardEnd()).isFalse();
	}

	@Test
	void endsByTheEndOfStdinBeforeAnySigterm() {
		// The end of stdin comes before SIGTERM, and has its moment to help
		this.stage.launcher.next((worker) -> worker.ignoring("shutdown").onEnd(() -> worker.process.exit(0)));
		PluginWorker plugin = this.stage.running();
		plugin.stop();
		this.stage.advance(Duration.ofSeconds(10));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(plugin.diagnostics().lastExitCode()).isZero();
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
	}

	@Test
	void whatIsBehindAWrapperHasTheGraceOfSigterm() {
		// Grace is the tree's: a wrapper that ends by SIGTERM leaves the worker its time
		this.stage.launcher.next((worker) -> {
			worker.process.withDescendants();
			worker.ignoring("shutdown");
		});
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet").timeout(Duration.ofMinutes(1)));
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(UNTIL_SIGTERM.plusSeconds(4));
		assertThat(stop).isNotDone();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		assertThat(this.stage.worker().process.timesKilled()).isZero();
		this.stage.worker().answer("greet", "\"late\"");
		this.stage.turn();
		assertThat(call).as("what is said meanwhile is heard").isCompleted();
		this.stage.worker().process.endDescendants();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.diagnostics().lastExitSignal()).isEqualTo("SIGTERM");
		assertThat(this.stage.worker().process.timesKilled()).isZero();
	}

	@Test
	void whatIsBehindAWrapperIsKilledWhenItsGraceIsOver() {
		this.stage.launcher.next((worker) -> {
			worker.process.withDescendants();
			worker.ignoring("shutdown");
		});
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(UNTIL_SIGTERM.plusSeconds(5));
		assertThat(this.stage.worker().process.timesKilled()).isEqualTo(1);
		assertThat(stop).isCompleted();
		assertThat(this.stage.news.told()).containsOnlyOnce("Exited");
	}

	@Test
	void aWorkerThatAnswersShutdownLeavesNothingToFinish() {
		// What a worker leaves behind once it has answered is not waited for
		this.stage.launcher.next((worker) -> worker.ignoring("shutdown"));
		PluginWorker plugin = this.stage.running();
		plugin.stop();
		this.stage.turn();
		assertThat(this.stage.worker().process.isShutdownConfirmed()).isFalse();
		this.stage.worker().answer("shutdown", "null");
		this.stage.turn();
		assertThat(this.stage.worker().process.isShutdownConfirmed()).isTrue();
	}

	@Test
	void aWorkerDrainsThoughItsWrapperHasExited() {
		this.stage.launcher.next((worker) -> {
			worker.process.withDescendants();
			worker.on("shutdown", (call) -> worker.process.exit(0));
		});
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(Duration.ofSeconds(9));
		assertThat(stop).isNotDone();
		assertThat(this.stage.worker().hasHeardEnd()).isFalse();
		this.stage.worker().process.endDescendants();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = { "DRAINING", "CLOSING_STDIN" })
	void whatAWorkerLeavesBehindIsAskedToEndAtOnce(WorkerState state) {
		// What has nothing to say any more drains no more, but has the grace of SIGTERM
		this.stage.launcher.next((worker) -> {
			worker.process.withDescendants();
			worker.ignoring("shutdown");
		});
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance((state == WorkerState.DRAINING) ? SECOND : Duration.ofSeconds(10));
		this.stage.worker().process.closeStdout();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(this.stage.worker().process.timesTerminated()).isEqualTo(1);
		this.stage.advance(Duration.ofSeconds(5).minusNanos(1));
		assertThat(this.stage.worker().process.timesKilled()).isZero();
		assertThat(stop).isNotDone();
		this.stage.worker().process.endDescendants();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.diagnostics().lastExitCode()).isZero();
	}

	@Test
	void whatAWorkerThatIsNotReadyLeavesBehindHasTheGraceOfSigterm() {
		this.stage.launcher.next((worker) -> {
			worker.process.withDescendants();
			worker.ignoring("initialize");
		});
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(StateDeadlines.STDIN_GRACE.plusSeconds(4));
		assertThat(this.stage.worker().process.timesTerminated()).isEqualTo(1);
		assertThat(this.stage.worker().process.timesKilled()).isZero();
		assertThat(stop).isNotDone();
		this.stage.worker().process.endDescendants();
		this.stage.turn();
		assertThat(stop).isCompleted();
	}

	@Test
	void aCrashDoesNotWaitForWhatIsLeftBehind() {
		// Only a stop gives time
		this.stage.launcher.next((worker) -> worker.process.withDescendants());
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void nothingStartsWhileAProcessSurvivesSigkill() {
		this.stage.launcher.next((worker) -> {
			worker.process.survivingKill();
			worker.ignoring("shutdown");
		});
		PluginWorker plugin = this.stage.running();
		plugin.stop();
		this.stage.advance(ShutdownPolicy.DEFAULT.total().plus(StateDeadlines.STDIN_GRACE));
		CompletableFuture<Void> start = plugin.start();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).isInstanceOf(IllegalStateException.class)
			.hasMessage("Plugin 'acme.linear' cannot be started while its process 100 survives SIGKILL");
		assertThat(stop).isCompleted();
		this.stage.news.forget();
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		assertThat(this.stage.news.told()).containsExactly("Exited");
		CompletableFuture<Void> again = plugin.start();
		this.stage.turn();
		assertThat(again).isCompleted();
	}

	@Test
	void aStartThatWaitsForAProcessThatSurvivesSigkillFails() {
		this.stage.launcher.next((worker) -> {
			worker.process.survivingKill();
			worker.ignoring("shutdown");
		});
		PluginWorker plugin = this.stage.running();
		plugin.stop();
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(ShutdownPolicy.DEFAULT.total().plus(StateDeadlines.STDIN_GRACE));
		assertThat(WorkerStage.failure(start)).isNotNull();
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	@Test
	void concurrentStopsShareOneStop() {
		this.stage.launcher.next((worker) -> worker.process.survivingTerminate());
		PluginWorker plugin = this.stage.running();
		this.stage.worker().ignoring("shutdown");
		CompletableFuture<Void> draining = plugin.stop();
		CompletableFuture<Void> joined = plugin.stop();
		this.stage.advance(Duration.ofSeconds(10));
		CompletableFuture<Void> closing = plugin.stop();
		this.stage.advance(StateDeadlines.STDIN_GRACE);
		CompletableFuture<Void> terminating = plugin.stop();
		this.stage.turn();
		this.stage.worker().process.survivingKill();
		this.stage.advance(Duration.ofSeconds(5));
		CompletableFuture<Void> killing = plugin.stop();
		this.stage.turn();
		List<CompletableFuture<Void>> stops = List.of(draining, joined, closing, terminating, killing);
		assertThat(stops).noneMatch(CompletableFuture::isDone);
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		assertThat(stops).allMatch(CompletableFuture::isDone);
		assertThat(this.stage.worker().receivedMethods()).containsOnlyOnce("shutdown");
		assertThat(this.stage.worker().process.timesTerminated()).isEqualTo(1);
		assertThat(this.stage.worker().process.timesKilled()).isEqualTo(1);
	}

	@Test
	void completingOnesOwnFutureHarmsNoOtherCaller() {
		this.stage.launcher.next((worker) -> worker.ignoring("shutdown"));
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> mine = plugin.stop();
		CompletableFuture<Void> theirs = plugin.stop();
		mine.cancel(true);
		this.stage.turn();
		assertThat(theirs).isNotDone();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(theirs).isCompleted();
	}

	@Test
	void stopWhileSpawningKillsWhatComesOfIt() {
		this.stage.threads.spawner.hold();
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		CompletableFuture<Void> joined = plugin.stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessage("Plugin 'acme.linear' was stopped while it was to be started");
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		assertThat(stop).isNotDone();
		this.stage.threads.spawner.release();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(joined).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.launcher.alive()).isZero();
		assertThat(this.stage.worker().receivedMethods()).isEmpty();
	}

	@Test
	void processThatIsStartedLateIsReportedOnceItIsLateIndeedAndOnceItIsThere() {
		// A busy machine is given time to start a process before an alarm is raised
		try (LoggedLines log = LoggedLines.ofLogger("io.pluginhost.worker", (event) -> {
		})) {
			PluginWorker plugin = this.stage.plugin();
			this.stage.threads.spawner.hold();
			plugin.start();
			this.stage.turn();
			CompletableFuture<Void> stop = plugin.stop();
			this.stage.advance(Duration.ofSeconds(2));
			assertThat(stop).isCompleted();
			this.stage.advance(Duration.ofMillis(9_999));
			assertThat(log.messages(Level.ERROR)).isEmpty();
			this.stage.advance(Duration.ofMillis(1));
			assertThat(log.messages(Level.ERROR)).singleElement()
				.asString()
				.contains("still busy starting a process of plugin 'acme.linear'");
			this.stage.threads.spawner.release();
			this.stage.turn();
			assertThat(log.messages(Level.INFO))
				.contains("The operating system has started the process of plugin 'acme.linear' after all");
			assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		}
	}

	@Test
	void stopWhileSpawningIsDoneIfTheSpawnFails() {
		this.stage.threads.spawner.hold();
		this.stage.launcher.fail(new IOException("No such file"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.threads.spawner.release();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
		this.stage.advance(Duration.ofDays(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	@Test
	void aStartThatTheOperatingSystemHoldsUpFailsInTimeAndGoesOn() {
		this.stage.threads.spawner.hold();
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(Duration.ofSeconds(15).minusMillis(1));
		assertThat(start).isNotDone();
		this.stage.advance(Duration.ofMillis(1));
		assertThat(WorkerStage.failure(start)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("the operating system is still busy starting its process");
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STARTING);
		this.stage.advance(Duration.ofDays(1));
		this.stage.threads.spawner.release();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
	}

	@Test
	void stopDoesNotWaitForEverForAProcessThatIsNotThereYet() {
		this.stage.threads.spawner.hold();
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("while the operating system is still busy starting its last process");
		this.stage.threads.spawner.release();
		this.stage.turn();
		assertThat(this.stage.launcher.alive()).as("nobody wants it any more").isZero();
		CompletableFuture<Void> again = plugin.start();
		this.stage.turn();
		assertThat(again).isCompleted();
		assertThat(this.stage.launcher.alive()).isEqualTo(1);
	}

	@Test
	void aSpawnThatFailsLateFreesItsPlugin() {
		this.stage.threads.spawner.hold();
		this.stage.launcher.fail(new IOException("Mount is gone"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		plugin.stop();
		this.stage.advance(Duration.ofSeconds(2));
		this.stage.threads.spawner.release();
		this.stage.turn();
		this.stage.launcher.succeed();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(start).isCompleted();
	}

	@Test
	void startAfterStopWhileSpawningStartsANewProcess() {
		this.stage.threads.spawner.hold();
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		plugin.stop();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		this.stage.threads.spawner.release();
		this.stage.advance(SECOND);
		assertThat(start).isCompleted();
		assertThat(this.stage.launcher.workers()).hasSize(2);
		assertThat(this.stage.launcher.alive()).isEqualTo(1);
	}

	@Test
	void stopWhileInitializingEndsInStopped() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining("was stopped while it was to be started");
		assertThat(this.stage.worker().hasHeardEnd()).isTrue();
		this.stage.advance(StateDeadlines.STDIN_GRACE);
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.worker().process.timesTerminated()).isEqualTo(1);
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
		this.stage.advance(Duration.ofDays(1));
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void stopWhileAbortingEndsInStopped() {
		this.stage.launcher.next((worker) -> {
			worker.process.survivingKill();
			worker.ignoring("initialize");
		});
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(Duration.ofSeconds(15));
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(start).isCompletedExceptionally();
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		this.stage.advance(Duration.ofDays(1));
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void stopOfACrashedWorkerEndsInStopped() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartEnabled(false));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	@Test
	void startDuringStopWaitsForTheOldProcessToBeGone() {
		// The old stop neither kills the new process nor lets two live at once
		this.stage.launcher.next((worker) -> {
			worker.process.survivingTerminate();
			worker.ignoring("shutdown");
		});
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		CompletableFuture<Void> whileDraining = plugin.start();
		this.stage.advance(Duration.ofSeconds(10));
		CompletableFuture<Void> whileClosing = plugin.start();
		this.stage.advance(StateDeadlines.STDIN_GRACE);
		CompletableFuture<Void> whileTerminating = plugin.start();
		this.stage.turn();
		this.stage.worker().process.survivingKill();
		this.stage.advance(Duration.ofSeconds(5));
		CompletableFuture<Void> whileKilling = plugin.start();
		this.stage.turn();
		assertThat(this.stage.launcher.workers()).hasSize(1);
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		assertThat(List.of(stop, whileDraining, whileClosing, whileTerminating, whileKilling))
			.allMatch(CompletableFuture::isDone)
			.noneMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.launcher.workers()).hasSize(2);
		this.stage.advance(Duration.ofHours(1));
		assertThat(this.stage.worker().process.isAlive()).isTrue();
	}

	@Test
	void aLaterStopCancelsAStartThatWaits() {
		this.stage.launcher.next((worker) -> worker.ignoring("shutdown"));
		PluginWorker plugin = this.stage.running();
		plugin.stop();
		CompletableFuture<Void> start = plugin.start();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining("was stopped while it was to be started");
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void aStopThatComesWithTheExitCancelsAStartThatWaits() {
		// What was asked last is what holds, however close it comes to the exit
		this.stage.launcher.next((worker) -> worker.ignoring("shutdown"));
		PluginWorker plugin = this.stage.running();
		plugin.stop();
		plugin.start();
		this.stage.turn();
		this.stage.threads.loop.hold();
		this.stage.worker().process.exit(0);
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.threads.loop.release();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.launcher.alive()).isZero();
	}

	@Test
	void restartInBackoffIsNotAnnouncedAsARecoveryEither() {
		PluginWorker plugin = this.stage.running();
		this.stage.advance(SECOND);
		this.stage.worker().process.exit(1);
		this.stage.turn();
		plugin.restart();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.news.events(PluginWorkerRestartedEvent.class)).isEmpty();
	}

	@Test
	void restartOfAStoppedWorkerStartsIt() {
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> restart = plugin.restart();
		this.stage.turn();
		assertThat(restart).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	// Incarnations

	@Test
	void newsOfAnEarlierProcessIsDropped() {
		PluginWorker plugin = this.stage.plugin();
		Worker worker = ((SupervisedPlugin) plugin).worker();
		plugin.start();
		this.stage.advance(SECOND);
		plugin.restart();
		this.stage.turn();
		this.stage.news.forget();
		worker.post(LifecycleEvent.exited(1, new ProcessExit(1, null)));
		worker.post(LifecycleEvent.initialized(1, List.of("stale")));
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.supportedMethods()).containsExactly("greet");
		assertThat(this.stage.news.events).isEmpty();
	}

	@Test
	void anInitializeAnsweredTooLateMeansNothing() {
		this.stage.launcher.next((worker) -> {
			worker.process.survivingKill();
			worker.ignoring("initialize");
		});
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.advance(Duration.ofSeconds(15));
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STARTING);
	}

	@Test
	void aWorkerLeavesNoAlarmsBehind() {
		PluginWorker plugin = this.stage.running();
		plugin.stop();
		this.stage.turn();
		assertThat(this.stage.time.alarms()).isZero();
	}

	@Test
	void aListenerThatBlocksHoldsUpNobodysLife() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.threads.callbacks.hold();
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	// Ending with the host

	@Test
	void endingWithTheHostIsNoCrash() {
		// Ctrl+C, and whoever stops a service, signal the host and its workers at once
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exitBy("SIGINT");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		this.stage.hostClosing = true;
		this.stage.advance(Duration.ofMillis(250));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STOPPING)", "Exited",
				"StatusChanged(STOPPED)");
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
		this.stage.advance(Duration.ofDays(1));
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void endingWhenTheHostIsKnownToCloseIsNoCrash() {
		PluginWorker plugin = this.stage.running();
		this.stage.hostClosing = true;
		this.stage.worker().process.exitBy("SIGTERM");
		this.stage.turn();
		assertThat(this.stage.news.told()).containsExactly("Exited", "StatusChanged(STOPPED)");
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
	}

	@Test
	void endingInOrderWhenTheHostIsKnownToCloseIsNoCrash() {
		// A worker may turn the signal into an exit of its own
		PluginWorker plugin = this.stage.running();
		this.stage.hostClosing = true;
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
	}

	@Test
	void fallingOverWhileTheHostClosesIsACrash() {
		PluginWorker plugin = this.stage.running();
		this.stage.hostClosing = true;
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.EXIT);
	}

	@Test
	void aSignalForTheWorkerAloneIsACrash() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<?> call = this.stage.send(plugin.call("greet"));
		this.stage.worker().process.exitBy("SIGTERM");
		this.stage.turn();
		assertThat(WorkerStage.failure(call)).hasMessageContaining("signal=SIGTERM");
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		this.stage.advance(Duration.ofMillis(250));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STOPPING)", "Exited",
				"StatusChanged(CRASHED)", "Crashed", "StatusChanged(BACKOFF)");
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).signal()).isEqualTo("SIGTERM");
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.SIGNAL);
	}

	@Test
	void aSignalIsFinalWhereNothingIsStartedAgain() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartEnabled(false));
		this.stage.worker().process.exitBy("SIGINT");
		this.stage.advance(Duration.ofMillis(250));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
	}

	@Test
	void stopRightAfterASignalEndsInStopped() {
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exitBy("SIGTERM");
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STOPPING)", "Exited",
				"StatusChanged(STOPPED)");
		this.stage.advance(Duration.ofDays(1));
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void startRightAfterASignalSharesTheFateOfTheRecovery() {
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exitBy("SIGTERM");
		this.stage.turn();
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(Duration.ofMillis(250));
		assertThat(WorkerStage.failure(start)).hasMessageContaining("was ended by SIGTERM");
		this.stage.advance(Duration.ofHours(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void endingWithTheHostWhileStartingIsNoCrash() {
		for (boolean known : new boolean[] { false, true }) {
			WorkerStage start = new WorkerStage();
			start.launcher.next((worker) -> worker.ignoring("initialize"));
			PluginWorker plugin = start.plugin();
			CompletableFuture<Void> future = plugin.start();
			start.turn();
			start.hostClosing = known;
			start.worker().process.exitBy("SIGINT");
			start.turn();
			start.hostClosing = true;
			start.advance(Duration.ofMillis(250));
			assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
			assertThat(WorkerStage.failure(future)).hasMessageContaining("was stopped while it was to be started");
		}
	}

	// Misbehaving

	@Test
	void aWorkerThatClosesItsStdoutBeforeItIsReadyFailsToStart() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		this.stage.worker().process.closeStdout();
		this.stage.advance(ClosedPipeWatch.GRACE);
		assertThat(WorkerStage.failure(start)).hasMessageContaining("closed its stdout and was killed");
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDOUT_CLOSED);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void aWorkerThatRanLongBeforeItHungHasForgottenItsCrashes() {
		PluginWorker plugin = this.stage.running((definition) -> definition.healthCheckEnabled(true)
			.healthCheckInterval(Duration.ofMinutes(20))
			.healthCheckFailureThreshold(1)
			.restartResetAfter(Duration.ofMinutes(10)));
		this.stage.worker().process.exit(1);
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(1);
		this.stage.advance(Duration.ofMinutes(21));
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.UNRESPONSIVE);
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(1);
	}

	@Test
	void aWorkerThatHangsIsKilledAndStartedAgain() {
		PluginWorker plugin = hanging(true);
		this.stage.advance(Duration.ofSeconds(35));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STOPPING)", "Exited",
				"StatusChanged(CRASHED)", "Crashed", "StatusChanged(BACKOFF)");
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aWorkerThatHangsStaysDownWhereNothingIsStartedAgain() {
		PluginWorker plugin = hanging(false);
		this.stage.advance(Duration.ofSeconds(35));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
	}

	@Test
	void aWorkerThatHangsAndSurvivesItsEndTakesNoStart() {
		PluginWorker plugin = hanging(true);
		this.stage.worker().process.survivingKill();
		this.stage.advance(Duration.ofSeconds(35));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(Duration.ofSeconds(10));
		assertThat(WorkerStage.failure(start)).hasMessageContaining("survives SIGKILL");
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void stopEndsAWorkerThatHangsForGood() {
		PluginWorker plugin = hanging(true);
		this.stage.worker().process.survivingKill();
		this.stage.advance(Duration.ofSeconds(35));
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	@Test
	void aJvmThatHangsWritesDownWhatItsThreadsDoBeforeItIsKilled() {
		PluginWorker plugin = hanging(true);
		FakeWorker worker = this.stage.worker();
		worker.process.dumpingThreads();
		this.stage.advance(Duration.ofSeconds(35));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		this.stage.advance(StateDeadlines.DUMP_TIME.minusMillis(1));
		assertThat(worker.process.timesKilled()).isZero();
		this.stage.advance(Duration.ofMillis(1));
		assertThat(worker.process.timesKilled()).isOne();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aProcessOfWhichNobodyKnowsWhetherItIsAJvmIsKilledAllTheSame() {
		PluginWorker plugin = hanging(true);
		this.stage.worker().process.dumpingThreads(new CompletableFuture<>());
		this.stage.advance(Duration.ofSeconds(35).plus(StateDeadlines.DUMP_TIME));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void aProcessThatCannotBeAskedForItsThreadsIsKilledAtOnce() {
		PluginWorker plugin = hanging(true);
		this.stage.worker().process.dumpingThreads(CompletableFuture.failedFuture(new IOException("no shell")));
		this.stage.advance(Duration.ofSeconds(35));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void aJvmThatEndsWhileItsThreadsAreWrittenDownHasHungAllTheSame() {
		PluginWorker plugin = hanging(true);
		this.stage.worker().process.dumpingThreads();
		this.stage.advance(Duration.ofSeconds(35));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aStartWhileThreadsAreWrittenDownSharesTheOutcome() {
		PluginWorker plugin = hanging(false);
		this.stage.worker().process.dumpingThreads();
		this.stage.advance(Duration.ofSeconds(35));
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(start).isNotDone();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).isInstanceOf(WorkerUnavailableException.class);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
	}

	@Test
	void stopDoesNotWaitForThreadsToBeWrittenDown() {
		PluginWorker plugin = hanging(true);
		this.stage.worker().process.dumpingThreads();
		this.stage.advance(Duration.ofSeconds(35));
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(this.stage.worker().process.timesKilled()).isOne();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	@Test
	void aWorkerThatHoldsTooMuchMemoryIsKilledWithoutWritingDownItsThreads() {
		PluginWorker plugin = this.stage.running((definition) -> definition.maxMemory(1L));
		this.stage.worker().process.dumpingThreads();
		this.stage.advance(MemoryWatch.INTERVAL.plus(MemoryWatch.RECHECK));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.MEMORY);
	}

	@Test
	void aWorkerThatAnswersHealthChecksKeepsRunningAndShowsItsHealth() {
		PluginWorker plugin = hanging(true);
		this.stage.worker().on("health", (request) -> this.stage.worker().answer(request, "{\"status\":\"degraded\"}"));
		this.stage.advance(Duration.ofMinutes(2));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.diagnostics().health()).isNotNull()
			.satisfies((health) -> assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED));
	}

	private PluginWorker hanging(boolean restart) {
		return this.stage.running((definition) -> definition.healthCheckEnabled(true)
			.healthCheckInterval(Duration.ofSeconds(30))
			.healthCheckTimeout(Duration.ofSeconds(5))
			.healthCheckFailureThreshold(1)
			.restartEnabled(restart)
			.restartInitialDelay(Duration.ofHours(1))
			.restartMaxDelay(Duration.ofHours(1)));
	}

	// Standing by

	@Test
	void standsByUntilItIsCalled() {
		PluginWorker plugin = standingBy();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.launcher.workers()).isEmpty();
		assertThat(this.stage.news.events).isEmpty();
		CompletableFuture<JsonNode> first = this.stage.send(plugin.call("greet").param("name", "Ada"));
		CompletableFuture<JsonNode> second = this.stage.send(plugin.call("greet").param("name", "Bob"));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.launcher.workers()).hasSize(1);
		assertThat(this.stage.worker().call("greet").path("params").path("name").asString()).isEqualTo("Ada");
		this.stage.worker().answer("greet", "1");
		this.stage.worker().answer("greet", "2");
		this.stage.turn();
		assertThat(first.join().asInt()).isEqualTo(1);
		assertThat(second.join().asInt()).isEqualTo(2);
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STARTING)", "StatusChanged(RUNNING)",
				"Ready");
	}

	@Test
	void aCallRightBehindIsOnTime() {
		// Whoever has asked for a start need not wait until the loop has heard of it
		PluginWorker plugin = this.stage.plugin();
		plugin.standBy();
		CompletableFuture<JsonNode> first = plugin.call("greet").retrieveAsync(JsonNode.class);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.worker().answer("greet", "1");
		this.stage.turn();
		assertThat(first).isCompleted();
		plugin.stop();
		this.stage.turn();
		plugin.start();
		CompletableFuture<JsonNode> second = plugin.call("greet").retrieveAsync(JsonNode.class);
		this.stage.advance(SECOND);
		this.stage.worker().answer("greet", "2");
		this.stage.turn();
		assertThat(second).isCompleted();
	}

	@Test
	void aCallBetweenIsNotForgotten() {
		// It is kept by the gate already, while the loop has not heard of the stand-by
		PluginWorker plugin = this.stage.plugin();
		plugin.standBy();
		this.stage.threads.loop.hold();
		CompletableFuture<JsonNode> call = plugin.call("greet").retrieveAsync(JsonNode.class);
		this.stage.threads.loop.release();
		this.stage.turn();
		this.stage.worker().answer("greet", "1");
		this.stage.turn();
		assertThat(call).isCompleted();
	}

	@Test
	void aCallForAStartThatIsRefusedIsRefusedToo() {
		PluginWorker old = this.stage.plugin();
		this.stage.registry.removeWorker(WorkerStage.ID);
		this.stage.turn();
		old.start();
		CompletableFuture<JsonNode> call = old.call("greet").retrieveAsync(JsonNode.class);
		this.stage.turn();
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class);
	}

	@Test
	void callsThatWakeItShareOneProcess() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = standingBy();
		CompletableFuture<JsonNode> first = plugin.call("greet").retrieveAsync(JsonNode.class);
		CompletableFuture<JsonNode> second = plugin.call("greet").retrieveAsync(JsonNode.class);
		this.stage.turn();
		this.stage.send(plugin.call("greet"));
		assertThat(this.stage.launcher.workers()).hasSize(1);
		assertThat(plugin.diagnostics().pendingCalls()).isEqualTo(3);
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		this.stage.worker().answer("greet", "1");
		this.stage.worker().answer("greet", "2");
		this.stage.turn();
		assertThat(List.of(first, second)).allSatisfy((call) -> assertThat(call).isCompleted());
	}

	@Test
	void aCallThatWakesItWaitsNoLongerThanItsTimeout() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = standingBy();
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet").timeout(SECOND));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STARTING);
		this.stage.advance(SECOND);
		assertThat(WorkerStage.failure(call)).isInstanceOf(RpcTimeoutException.class);
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aCallThatDoesNotWaitWakesItAllTheSame() {
		PluginWorker plugin = standingBy();
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet").failFast());
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aNotificationDoesNotWakeIt() {
		PluginWorker plugin = standingBy();
		plugin.send("news", null);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	@Test
	void aCallThatCannotWakeItHearsWhy() {
		this.stage.launcher.fail(new IOException("No such file: /opt/worker"));
		PluginWorker plugin = standingBy();
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet"));
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("BACKOFF");
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void startsByHandWhileItStandsBy() {
		PluginWorker plugin = standingBy();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(start).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void isNotWokenAnyMoreOnceItIsStopped() {
		PluginWorker plugin = standingBy();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet"));
		assertThat(WorkerStage.failure(call)).hasMessageContaining("while STOPPED");
		assertThat(this.stage.launcher.workers()).isEmpty();
		plugin.start();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aStopThatComesRightAfterTheCallWins() {
		PluginWorker plugin = standingBy();
		CompletableFuture<Void> stop = plugin.stop();
		CompletableFuture<JsonNode> call = plugin.call("greet").retrieveAsync(JsonNode.class);
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class);
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(start).isCompleted();
	}

	@Test
	void doesNotStandByUnlessItIsStopped() {
		PluginWorker plugin = this.stage.running();
		plugin.standBy();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.news.events).isEmpty();
	}

	@Test
	void isReplacedWhileItStandsBy() {
		// Whoever keeps the old worker cannot start a second process
		PluginWorker old = standingBy();
		CompletableFuture<PluginWorker> started = this.stage.registry
			.startWorker(WorkerStage.definition((definition) -> definition.config(Map.of("team", "OPS"))));
		CompletableFuture<JsonNode> call = this.stage.send(old.call("greet"));
		assertThat(started).isCompleted();
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class);
		old.standBy();
		CompletableFuture<Void> again = old.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(again)).isInstanceOf(IllegalStateException.class);
		assertThat(WorkerStage.failure(this.stage.send(old.call("greet")))).hasMessageContaining("while STOPPED");
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	private PluginWorker standingBy() {
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0));
		plugin.standBy();
		this.stage.turn();
		return plugin;
	}

	@ParameterizedTest
	@EnumSource
	void everyStateTakesStartAndStop(WorkerState state) {
		assertThat(WorkerLifecycle.TABLE.find(state, LifecycleEventType.START)).isNotNull();
		assertThat(WorkerLifecycle.TABLE.find(state, LifecycleEventType.STOP)).isNotNull();
	}

	@Test
	@Order(Integer.MAX_VALUE)
	void everyTransitionAndOutcomeOfTheTableHasAStory() {
		// The table is the truth: what it lists happens, and nothing else does
		assertThat(FollowedTransitions.unfollowed()).as("what WorkerLifecycle.TABLE lists and no story leads to")
			.isEmpty();
		assertThat(FollowedTransitions.unlisted()).as("what a story leads to and WorkerLifecycle.TABLE does not list")
			.isEmpty();
	}

}
