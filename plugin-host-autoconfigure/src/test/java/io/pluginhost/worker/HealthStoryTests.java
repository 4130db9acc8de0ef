package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.pluginhost.CrashReason;
import io.pluginhost.HealthStatus;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginHealthChangedEvent;
import io.pluginhost.event.PluginWorkerCrashedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a worker that hangs is told from one that is busy. Asked every 30 seconds, it has 5
 * to answer, and is killed when it has missed three times in a row: after 95 seconds.
 */
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
	void aWorkerThatNeverAnswersIsKilledAndStartedAgain() {
		this.stage.advance(THREE_MISSES.minusMillis(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.advance(Duration.ofMillis(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		PluginWorkerCrashedEvent crash = this.stage.news.last(PluginWorkerCrashedEvent.class);
		assertThat(crash.reason()).isEqualTo(CrashReason.UNRESPONSIVE);
		assertThat(crash.willRestart()).isTrue();
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.plugin.diagnostics().health()).isNull();
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
	void healthChecksAreNoCallsOfTheApplication() {
		this.stage.advance(INTERVAL);
		assertThat(this.stage.worker().receivedMethods()).contains("health");
		assertThat(this.plugin.diagnostics().pendingCalls()).isZero();
		assertThat(this.stage.registry.callsInFlight(WorkerStage.ID)).isEmpty();
	}

}
