package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.concurrent.NoThreadException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker's life while the operating system has no thread left for a while, at each
 * place that needs one.
 */
class ThreadShortageStoryTests {

	private final WorkerStage stage = new WorkerStage();

	@Test
	void startWithoutAThreadToSpawnFailsAndIsMadeAgain() {
		// A process that has no thread to be spawned by is a crash like any other, and
		// says so
		PluginWorker plugin = this.stage.plugin();
		this.stage.threads.spawner.exhaust();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining(NoThreadException.MESSAGE);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.SPAWN_FAILED);
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(2);
		this.stage.threads.spawner.replenish();
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void stepsOfALoopThatCannotBeHandedOverAreMadeLater() {
		// A worker whose loop has no thread lives on where it was as soon as it has one
		PluginWorker plugin = this.stage.running();
		this.stage.threads.loop.exhaust();
		this.stage.worker().process.exitBy("SIGKILL");
		CompletableFuture<Void> stop = plugin.stop();
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(Duration.ofMinutes(10));
		assertThat(stop).isNotDone();
		this.stage.threads.loop.replenish();
		this.stage.advance(Duration.ofMillis(100));
		assertThat(stop).isCompleted();
		assertThat(start).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.launcher.workers()).hasSize(2);
	}

	@Test
	void deadlineThatCannotBeHandedOverIsMetLater() {
		// A backoff that ends while no loop has a thread ends in a start all the same
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		this.stage.threads.loop.exhaust();
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		this.stage.threads.loop.replenish();
		this.stage.advance(Duration.ofMillis(100));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void eventsThatCannotBeHandedOverAreDeliveredLaterInTheirOrder() {
		// No event is lost for want of a thread
		this.stage.running();
		this.stage.threads.callbacks.exhaustOnceTaken();
		this.stage.worker().notify("log", "{\"level\":\"info\",\"message\":\"one\"}");
		this.stage.worker().notify("log", "{\"level\":\"info\",\"message\":\"two\"}");
		this.stage.turn();
		this.stage.threads.callbacks.replenish();
		this.stage.worker().notify("log", "{\"level\":\"info\",\"message\":\"three\"}");
		this.stage.advance(Duration.ofMillis(100));
		assertThat(this.stage.registry.findJournal(WorkerStage.ID).orElseThrow().lines()).extracting("message")
			.containsExactly("one", "two", "three");
	}

	@Test
	void hostCallWithoutAThreadWaitsForOne() {
		// A host call is handled as soon as there is a thread for it
		this.stage.handle("tell", (params, call) -> "told");
		this.stage.running();
		this.stage.threads.handlers.exhaust();
		this.stage.worker().request("1", "tell", "{}");
		this.stage.advance(Duration.ofSeconds(20));
		assertThat(this.stage.worker().hasAnswerTo("1")).isFalse();
		this.stage.threads.handlers.replenish();
		this.stage.advance(Duration.ofMillis(100));
		assertThat(this.stage.worker().answerTo("1").path("result").stringValue()).isEqualTo("told");
	}

	@Test
	void hostCallThatHasNoThreadInItsTimeIsAnsweredAsBusy() {
		// A host call that no thread could be had for is answered, and leaves its place
		int[] handled = new int[1];
		this.stage.handle("tell", (params, call) -> ++handled[0]);
		this.stage.running((definition) -> definition.maxHostCalls(1).hostCallTimeout(Duration.ofSeconds(25)));
		this.stage.threads.handlers.exhaust();
		this.stage.worker().request("1", "tell", "{}");
		this.stage.advance(Duration.ofSeconds(25));
		JsonNode error = this.stage.worker().answerTo("1").path("error");
		assertThat(error.path("code").intValue()).isEqualTo(-32000);
		assertThat(error.path("message").stringValue()).isEqualTo("Host is busy");
		this.stage.threads.handlers.replenish();
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(handled[0]).isZero();
		this.stage.worker().request("2", "tell", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("2").path("result").intValue()).isEqualTo(1);
	}

	@Test
	void hostCallThatWasTakenThoughTheThreadsThrewIsHandledOnce() {
		// No handler runs twice for one call
		int[] handled = new int[1];
		this.stage.handle("tell", (params, call) -> ++handled[0]);
		this.stage.running();
		this.stage.threads.handlers.hold();
		this.stage.threads.handlers.exhaustOnceTaken();
		this.stage.worker().request("1", "tell", "{}");
		this.stage.advance(Duration.ofSeconds(1));
		this.stage.threads.handlers.replenish();
		this.stage.threads.handlers.release();
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(handled[0]).isEqualTo(1);
	}

}
