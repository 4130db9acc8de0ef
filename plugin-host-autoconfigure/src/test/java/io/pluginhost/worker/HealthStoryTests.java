package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.event.Level;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.CrashReason;
import io.pluginhost.HealthStatus;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginHealthChangedEvent;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.observation.WorkerLogLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * How a worker that hangs is told from one that is busy. Asked every 30 seconds, it has 5
 * to answer, and is killed when it has missed three times in a row: after 95 seconds.
 */
@ExtendWith(OutputCaptureExtension.class)
class HealthStoryTests {

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private static final Duration THREE_MISSES = Duration.ofSeconds(95);

	private final WorkerStage stage = new WorkerStage();

	private final PluginWorker plugin = this.stage.running((definition) -> definition.healthCheckEnabled(true)
		.healthCheckInterval(INTERVAL)
		.healthCheckTimeout(Duration.ofSeconds(5))
		.healthCheckFailureThreshold(3)
		.hostCallTimeout(Duration.ofMinutes(10)));

	@Test
	void aWorkerIsAskedEveryIntervalAndItsAnswerIsShown() {
		this.stage.advance(INTERVAL.minusMillis(1));
		assertThat(this.stage.worker().receivedMethods()).doesNotContain("health");
		this.stage.advance(Duration.ofMillis(1));
		this.stage.worker()
			.answer("health", "{\"status\":\"degraded\",\"message\":\"slow disk\",\"details\":{\"ms\":9}}");
		this.stage.turn();
		assertThat(this.plugin.diagnostics().health()).isNotNull().satisfies((health) -> {
			assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
			assertThat(health.message()).isEqualTo("slow disk");
			assertThat(health.details()).hasToString("{\"ms\":9}");
			assertThat(health.checkedAt()).isEqualTo(this.stage.time.now());
		});
		PluginHealthChangedEvent changed = this.stage.news.last(PluginHealthChangedEvent.class);
		assertThat(changed.health().status()).isEqualTo(HealthStatus.DEGRADED);
		assertThat(changed.previousHealth()).isNull();
	}

	@Test
	void anAnswerThatCannotBeReadIsASignOfLifeAndNotTheLast() {
		this.stage.worker()
			.on("health",
					(request) -> this.stage.worker()
						.say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"load\":1e99999999999}}"
							.formatted(request.get("id"))));
		this.stage.advance(INTERVAL.multipliedBy(3));
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "health", "health", "health");
		assertThat(this.plugin.diagnostics().health()).isNotNull()
			.satisfies((health) -> assertThat(health.status()).isEqualTo(HealthStatus.ERROR));
	}

	@Test
	void anAnswerThatSaysTheSameIsNoNews() {
		this.stage.worker().on("health", (request) -> this.stage.worker().answer(request, "{\"status\":\"ok\"}"));
		this.stage.advance(INTERVAL.multipliedBy(3));
		assertThat(this.stage.news.told()).containsExactly("HealthChanged");
	}

	@Test
	void aWorkerWithoutTheMethodIsWell() {
		this.stage.worker().on("health", (request) -> this.stage.worker().refuse(request, -32601, "Unknown method"));
		this.stage.advance(INTERVAL);
		assertThat(this.plugin.diagnostics().health()).isNotNull()
			.satisfies((health) -> assertThat(health.status()).isEqualTo(HealthStatus.OK));
	}

	@Test
	void anErrorIsASignOfLifeAndIsReportedButNeverKilled() {
		this.stage.worker().on("health", (request) -> this.stage.worker().refuse(request, -32002, "no database"));
		this.stage.advance(Duration.ofHours(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.plugin.diagnostics().health()).isNotNull().satisfies((health) -> {
			assertThat(health.status()).isEqualTo(HealthStatus.ERROR);
			assertThat(health.message()).isEqualTo("no database");
		});
	}

	@Test
	void anAnswerInTimeForgetsEarlierMisses() {
		this.stage.advance(THREE_MISSES.minusSeconds(10));
		this.stage.advance(Duration.ofSeconds(5));
		this.stage.worker().answer(this.stage.worker().received().get(this.stage.worker().received().size() - 1), "{}");
		this.stage.advance(INTERVAL.multipliedBy(2));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aWorkerBusyWithACallIsNotKilledWhileTheCallMayLast() {
		CompletableFuture<?> call = this.stage.send(this.plugin.call("compute").timeout(Duration.ofMinutes(3)));
		this.stage.advance(Duration.ofMinutes(2));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.worker().answer("compute", "42");
		this.stage.turn();
		assertThat(call).isCompleted();
	}

	@Test
	void aCallThatTheWorkerGotAfterItFellSilentExcusesNothing() {
		this.stage.advance(Duration.ofSeconds(36));
		this.stage.send(this.plugin.call("compute").timeout(Duration.ofMinutes(3)));
		this.stage.advance(THREE_MISSES.minusSeconds(36));
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aCallExcusesNoLongerThanTheBusyLimit() {
		this.stage.send(this.plugin.call("compute").timeout(Duration.ofDays(1)));
		this.stage.advance(Duration.ofMinutes(10));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.advance(THREE_MISSES.plus(INTERVAL));
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aWorkerThatWaitsForTheHostIsNotKilled() {
		CompletableFuture<Object> answer = new CompletableFuture<>();
		this.stage.handle("slow", (params, call) -> answer);
		this.stage.worker().request("1", "slow", "{}");
		this.stage.advance(THREE_MISSES.multipliedBy(2));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		answer.complete("done");
		this.stage.advance(THREE_MISSES.plus(INTERVAL));
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aHandlerThatNeverEndsExcusesNoLongerThanItsTime() {
		// Once the worker has been answered it does not wait for the host any more
		this.stage.handle("slow", (params, call) -> new CompletableFuture<>());
		this.stage.worker().request("1", "slow", "{}");
		this.stage.advance(Duration.ofMinutes(10));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.worker().hasAnswerTo("1")).isTrue();
		this.stage.advance(THREE_MISSES.plus(INTERVAL));
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aWorkerThatWritesALongLineSlowlyIsNotKilled() {
		// Bytes on stdout are a sign of life, up to busy-limit
		for (int i = 0; i < 30; i++) {
			this.stage.worker().process.writePart("x".repeat(1000));
			this.stage.advance(Duration.ofSeconds(10));
		}
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.plugin.diagnostics().generation()).isEqualTo(1);
		for (int i = 0; i < 45; i++) {
			this.stage.worker().process.writePart("x".repeat(1000));
			this.stage.advance(Duration.ofSeconds(10));
		}
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aWorkerThatHasStoppedInTheMiddleOfALineIsKilled() {
		this.stage.worker().process.writePart("x".repeat(1000));
		this.stage.advance(THREE_MISSES);
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void whatAWorkerWritesToStderrIsNoSignOfLife() {
		for (int i = 0; i < 10; i++) {
			this.stage.worker().process.writeError("still here");
			this.stage.advance(Duration.ofSeconds(10));
		}
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void aLongAnswerIsCutAndSaysSo() {
		// Of an answer to health no more is kept than is read by people
		this.stage.advance(INTERVAL);
		this.stage.worker()
			.answer("health", "{\"status\":\"degraded\",\"message\":\"%s\",\"details\":{\"a\":\"%s\"}}"
				.formatted("m".repeat(100_000), "d".repeat(100_000)));
		this.stage.turn();
		assertThat(this.plugin.diagnostics().health()).isNotNull().satisfies((health) -> {
			assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
			assertThat(health.message()).isEqualTo("m".repeat(1000) + "… (100000 characters)");
			assertThat(health.details()).isNotNull();
			assertThat(health.details().asString()).startsWith("{\"a\":\"ddd").endsWith("d… (100008 characters)");
		});
		this.stage.advance(INTERVAL);
		this.stage.worker().refuse("health", -32002, "e".repeat(100_000));
		this.stage.turn();
		assertThat(this.plugin.diagnostics().health()).isNotNull()
			.satisfies((health) -> assertThat(health.message()).hasSizeLessThan(1100).endsWith("(100000 characters)"));
		this.stage.advance(INTERVAL);
		this.stage.worker().answer("health", "{\"details\":\"" + "x".repeat(2_000_000) + "\"}");
		this.stage.turn();
		assertThat(this.plugin.diagnostics().health()).isNotNull().satisfies((health) -> {
			assertThat(health.status()).isEqualTo(HealthStatus.ERROR);
			assertThat(health.message()).contains("2000014 bytes long");
		});
	}

	@Test
	void aNotificationsHandlerExcusesNothing() {
		this.stage.handle("metric", (params, call) -> new CompletableFuture<>());
		this.stage.worker().notify("metric", "{}");
		this.stage.advance(THREE_MISSES);
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void nobodyAsksAWorkerThatIsBeingStopped() {
		this.stage.worker().ignoring("shutdown");
		this.plugin.stop();
		this.stage.advance(Duration.ofSeconds(9));
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "shutdown");
		this.stage.advance(Duration.ofHours(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	@Test
	void whatAWorkerDidLastIsLoggedBeforeItIsKilled(CapturedOutput output) {
		this.stage.send(this.plugin.call("compute").timeout(Duration.ofDays(1)));
		for (int i = 1; i <= 25; i++) {
			this.stage.worker().process.writeError("step " + i);
		}
		this.stage.worker().process.writeError("stuck\u001b[31m");
		this.stage.worker().process.survivingKill();
		this.stage.advance(Duration.ofMinutes(12));
		assertThat(output).containsOnlyOnce("is killed (pid 100, unresponsive); calls in flight: [")
			.contains("method=compute, age=PT11M")
			.containsPattern(
					"last lines of stderr:\n {2}\\| step 7\n( {2}\\| step \\d+\n)+ {2}\\| step 25\n {2}\\| stuck\\\\u001b\\[31m\n");
	}

	@Test
	void theThreadDumpOfAJvmThatHangsIsLoggedAsAWholeAndCountsAsNoError() {
		FakeWorker worker = this.stage.worker();
		worker.process.dumpingThreads();
		worker.say("a banner");
		this.stage.advance(THREE_MISSES);
		worker.say("2026-01-01 00:00:00");
		worker.say("Full thread dump OpenJDK 64-Bit Server VM (17.0.19+10 mixed mode, sharing):");
		worker.say("");
		worker.say("\"main\" #1 prio=5 os_prio=0 tid=0x1 runnable");
		worker.say("   java.lang.Thread.State: RUNNABLE");
		worker.say("\tat acme.Linear.compute(Linear.java:42)\u001b[2J");
		this.stage.advance(StateDeadlines.DUMP_TIME);
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::level, WorkerLogLine::message)
			.containsExactly(tuple(Level.WARN, "[not-json] a banner"),
					tuple(Level.WARN, "[not-json] 2026-01-01 00:00:00"), tuple(Level.WARN, """
							\s | Full thread dump OpenJDK 64-Bit Server VM (17.0.19+10 mixed mode, sharing):
							\s | "main" #1 prio=5 os_prio=0 tid=0x1 runnable
							\s |    java.lang.Thread.State: RUNNABLE
							\s | \tat acme.Linear.compute(Linear.java:42)\\u001b[2J"""));
		assertThat(this.stage.news.errors).hasSize(2);
	}

	@Test
	void messagesAmongAThreadDumpAreTakenAsEver() {
		FakeWorker worker = this.stage.worker();
		worker.process.dumpingThreads();
		CompletableFuture<?> call = this.stage.send(this.plugin.call("compute").timeout(Duration.ofDays(1)));
		this.stage.advance(Duration.ofMinutes(10).plus(THREE_MISSES));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		worker.say("Full thread dump");
		worker.answer("compute", "42");
		worker.say("\"main\" #1");
		this.stage.turn();
		assertThat(call).isCompleted();
	}

	@Test
	void aThreadDumpIsKeptWithinBounds() {
		FakeWorker worker = this.stage.worker();
		worker.process.dumpingThreads();
		this.stage.advance(THREE_MISSES);
		worker.say("Full thread dump");
		for (int i = 0; i < 10_000; i++) {
			worker.say("x".repeat(150));
		}
		this.stage.advance(StateDeadlines.DUMP_TIME);
		assertThat(this.stage.news.lines).singleElement()
			.satisfies((line) -> assertThat(line.message()).hasSizeBetween(500 * 1024, 530 * 1024)
				.matches("(?s).*… \\(\\d+ more lines\\)"));
	}

	@Test
	void whatLooksLikeAThreadDumpIsNoneIfNobodyAskedForIt() {
		this.stage.worker().say("Full thread dump");
		this.stage.turn();
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message)
			.containsExactly("[not-json] Full thread dump");
	}

	@Test
	void healthChecksAreNoCallsOfTheApplication() {
		this.stage.advance(INTERVAL);
		assertThat(this.stage.worker().receivedMethods()).contains("health");
		assertThat(this.plugin.diagnostics().pendingCalls()).isZero();
		assertThat(this.stage.registry.callsInFlight(WorkerStage.ID)).isEmpty();
	}

}
