package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.process.LineQueue;
import io.pluginhost.session.ClosedPipeWatch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a worker that lives, but reads or writes no more. It may leave what
 * waits for it for 30 seconds, and live with a closed pipe for one.
 */
class PipeStoryTests {

	private static final Duration STALL = Duration.ofSeconds(30);

	private static final Duration LOOK = STALL.dividedBy(4);

	private final WorkerStage stage = new WorkerStage();

	private final PluginWorker plugin = this.stage.running(
			(definition) -> definition.writeStallTimeout(STALL).rpcTimeout(Duration.ofHours(1)).restartEnabled(false));

	@Test
	void aWorkerThatDoesNotReadWhatWaitsIsKilled() {
		this.stage.worker().stopReading();
		CompletableFuture<@Nullable JsonNode> call = this.stage.send(this.plugin.call("greet"));
		this.stage.advance(STALL.minusMillis(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.advance(Duration.ofMillis(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("signal=SIGKILL");
	}

	@Test
	void aWorkerThatAsksAndAsksAndReadsNoAnswerIsKilled() {
		// Answers wait for their worker, but not without end
		this.stage.worker().stopReading();
		for (int i = 1; i < LineQueue.MAX_LINES; i++) {
			this.stage.worker().process.stdin().putRefusal(new byte[0]);
		}
		this.stage.worker().request("1", "nonsense", "{}");
		this.stage.advance(ClosedPipeWatch.GRACE);
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.worker().request("1", "nonsense", "{}");
		this.stage.advance(ClosedPipeWatch.GRACE);
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void aWorkerThatReadsSlowlyIsLeftInPeace() {
		this.stage.worker().stopReading();
		this.stage.send(this.plugin.call("greet"));
		for (int i = 0; i < 100; i++) {
			this.stage.advance(LOOK.multipliedBy(3).plusMillis(1));
			this.stage.worker().process.stdin().progressed();
		}
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aWorkerThatHasReadEverythingMayBeSilentForHours() {
		this.stage.send(this.plugin.call("greet").timeout(Duration.ofHours(100)));
		this.stage.advance(Duration.ofHours(10));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void timeCountsFromWhatWaitsNow() {
		this.stage.worker().stopReading();
		this.stage.send(this.plugin.call("greet"));
		this.stage.advance(LOOK.multipliedBy(3));
		this.stage.worker().readAgain();
		this.stage.turn();
		this.stage.worker().stopReading();
		this.stage.send(this.plugin.call("greet"));
		this.stage.advance(LOOK.multipliedBy(3));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.advance(LOOK.multipliedBy(2));
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void aWorkerThatTheHostDoesNotListenToNeedNotRead() throws Exception {
		// It may have no thread left to read with while it waits to be listened to
		this.plugin.stop();
		this.stage.turn();
		PluginWorker talkative = this.stage.registry.register(PluginDefinition.builder("acme.talkative")
			.command("worker")
			.healthCheckEnabled(false)
			.maxQueuedStreamBytes(1)
			.writeStallTimeout(STALL)
			.rpcTimeout(Duration.ofHours(1))
			.build());
		talkative.start();
		this.stage.turn();
		FakeWorker worker = this.stage.worker();
		worker.stopReading();
		this.stage.threads.callbacks.hold();
		Thread reader = new Thread(() -> {
			worker.notify("streams.emit", "{\"channel\":\"a\",\"event\":1}");
			worker.notify("streams.emit", "{\"channel\":\"a\",\"event\":2}");
		});
		reader.start();
		Awaitility.await().until(() -> reader.getState() == Thread.State.WAITING);
		this.stage.send(talkative.call("greet"));
		this.stage.advance(STALL.multipliedBy(10));
		assertThat(talkative.diagnostics().totalCrashes()).as("not even once").isZero();
		assertThat(talkative.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.threads.callbacks.release();
		this.stage.turn();
		reader.join();
		this.stage.advance(STALL.plus(LOOK));
		assertThat(talkative.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void aWorkerThatClosesItsStdinIsKilled() {
		this.stage.worker().process.closeStdin();
		this.stage.advance(ClosedPipeWatch.GRACE.minusMillis(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(WorkerStage.failure(this.stage.send(this.plugin.call("greet"))))
			.isInstanceOf(WorkerUnavailableException.class)
			.hasMessage("Plugin 'acme.linear' cannot take 'greet': its process takes no messages any more");
		this.stage.advance(Duration.ofMillis(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_CLOSED);
	}

	@Test
	void aWorkerThatClosesItsStdoutIsKilled() {
		CompletableFuture<@Nullable JsonNode> call = this.stage.send(this.plugin.call("greet"));
		this.stage.worker().process.closeStdout();
		this.stage.advance(ClosedPipeWatch.GRACE.minusMillis(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.advance(Duration.ofMillis(1));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDOUT_CLOSED);
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class);
	}

	@Test
	void aWorkerThatEndsClosesItsPipesToo() {
		this.stage.worker().process.closeStdout();
		this.stage.worker().process.closeStdin();
		this.stage.advance(ClosedPipeWatch.GRACE.dividedBy(2));
		this.stage.worker().process.exit(3);
		this.stage.turn();
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.EXIT);
	}

	@Test
	void aWorkerThatIsBeingStoppedMayCloseItsPipes() {
		this.stage.worker().ignoring("shutdown");
		CompletableFuture<Void> stop = this.plugin.stop();
		this.stage.turn();
		this.stage.worker().process.closeStdout();
		this.stage.worker().process.closeStdin();
		this.stage.advance(Duration.ofSeconds(9));
		assertThat(this.stage.worker().process.isAlive()).isTrue();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(this.plugin.diagnostics().totalCrashes()).isZero();
	}

	@Test
	void whatAnEarlierProcessClosedHarmsNoLaterOne() {
		FakeWorker first = this.stage.worker();
		first.process.closeStdout();
		this.plugin.restart();
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(this.stage.worker()).isNotSameAs(first);
		this.stage.advance(ClosedPipeWatch.GRACE.multipliedBy(3));
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

}
