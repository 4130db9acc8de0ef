package io.pluginhost.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.session.WriteWatch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a worker whose pipe does not take what it is sure to take. Time passes
 * here while a caller writes.
 */
class WriteWatchStoryTests {

	private static final Duration STALL = Duration.ofHours(1);

	private static final Duration BLOCKED = WriteWatch.LOOK_EVERY.multipliedBy(WriteWatch.LOOKS);

	private final WorkerStage stage = new WorkerStage();

	private final List<String> written = new ArrayList<>();

	private final PluginWorker plugin = this.stage.running(
			(definition) -> definition.writeStallTimeout(STALL).rpcTimeout(Duration.ofHours(2)).restartEnabled(false));

	@Test
	void aWorkerWhosePipeBlocksACallerIsKilledWithinASecond() {
		// A caller is never blocked for longer than it takes to find out
		writing(() -> {
			this.stage.advance(BLOCKED.minusMillis(1));
			assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
			this.stage.advance(Duration.ofMillis(1));
			assertThat(this.plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		});
		CompletableFuture<@Nullable JsonNode> call = this.stage.send(this.plugin.call("greet"));
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class);
		assertThat(BLOCKED).isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void aHandlersAnswerIsWatchedToo() {
		this.stage.handle("ping", (params, call) -> "pong");
		writing(() -> this.stage.advance(BLOCKED));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.written).hasSize(1);
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void aWriteThatIsSlowOnceIsNoStall() {
		writing(() -> this.stage.advance(BLOCKED.minus(WriteWatch.LOOK_EVERY).minusMillis(1)));
		for (int i = 0; i < 10; i++) {
			this.stage.send(this.plugin.call("greet"));
		}
		assertThat(this.written).hasSize(10);
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aHostThatWasPausedTakesNoWorkerForOneThatTampers() {
		// Looks that come late say something about the host only
		writing(() -> {
			for (int i = 0; i < 20; i++) {
				this.stage.time.moveTo(this.stage.time.nanoTime() + Duration.ofSeconds(10).toNanos());
				this.stage.advance(Duration.ZERO);
			}
		});
		this.stage.send(this.plugin.call("greet"));
		assertThat(this.written).hasSize(1);
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aWriteThatTakesLongCountsAsOneThatWaits() {
		// A direct write arms the watch for stalls like a queued one
		writing(() -> {
			long end = this.stage.time.nanoTime() + STALL.plusMinutes(30).toNanos();
			while (this.stage.time.nanoTime() < end && this.plugin.status() == WorkerStatus.RUNNING) {
				this.stage.time.moveTo(this.stage.time.nanoTime() + Duration.ofSeconds(10).toNanos());
				this.stage.advance(Duration.ZERO);
			}
			assertThat(this.plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		});
		this.stage.send(this.plugin.call("greet"));
		assertThat(this.plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void aWorkerThatIsBeingStoppedIsKilledAtOnceToo() {
		// Whatever the state, only the end of the worker ends the write
		this.stage.worker().ignoring("shutdown");
		writing(() -> {
			this.plugin.stop();
			this.stage.turn();
			assertThat(this.plugin.status()).isEqualTo(WorkerStatus.STOPPING);
			this.stage.advance(BLOCKED);
			assertThat(this.stage.worker().process.isAlive()).isFalse();
		});
		this.stage.send(this.plugin.call("greet"));
		assertThat(this.written).hasSize(1);
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	@Test
	void theNextProcessOfAWorkerThatTamperedHoldsNoCaller() {
		writing(() -> this.stage.advance(BLOCKED));
		this.stage.send(this.plugin.call("greet"));
		this.plugin.start();
		this.stage.turn();
		assertThat(this.plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		writing(() -> {
		});
		this.stage.send(this.plugin.call("greet"));
		assertThat(this.written).as("the second is left to the writer").hasSize(1);
		assertThat(this.stage.worker().receivedMethods()).contains("greet");
	}

	@Test
	void thereIsOneLookAtATimeAndNoneAtAWorkerThatIsLeftAlone() {
		// Watching costs next to nothing, and nothing where nothing is sent
		writing(() -> {
		});
		int alarms = this.stage.time.alarms();
		for (int i = 0; i < 1000; i++) {
			this.stage.worker().process.stdin().credit().acknowledge(Long.MAX_VALUE);
			this.plugin.send("news", null);
		}
		assertThat(this.written).hasSize(1000);
		assertThat(this.stage.time.alarms()).isEqualTo(alarms + 1);
		this.stage.advance(Duration.ofSeconds(10));
		assertThat(this.stage.time.alarms()).isEqualTo(alarms);
		writing(() -> this.stage.advance(BLOCKED));
		this.plugin.send("news", null);
		this.stage.turn();
		assertThat(this.plugin.diagnostics().lastCrashReason()).as("watched again")
			.isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void thereIsNoLookAtAProcessThatIsGone() {
		writing(() -> this.stage.worker().process.exit(0));
		this.stage.send(this.plugin.call("greet"));
		assertThat(this.stage.time.alarms()).isZero();
	}

	@Test
	void loopsTimerAndReaderLeaveTheirLinesToTheWriter() {
		// Nothing that must stay responsive writes to a pipe
		this.stage.launcher.next((worker) -> worker.on("initialize",
				(request) -> worker.answer(request, "{\"ok\":true,\"supportedMethods\":[\"configChanged\"]}")));
		this.plugin.restart();
		this.stage.advance(Duration.ofSeconds(1));
		writing(() -> {
		});
		this.stage.handle("late", (params, call) -> new CompletableFuture<>());
		CompletableFuture<@Nullable JsonNode> call = this.plugin.call("greet")
			.timeout(Duration.ofSeconds(1))
			.retrieveAsync(JsonNode.class);
		assertThat(this.written).as("a caller's line").hasSize(1);
		this.written.clear();
		// The reader: protocol errors and refusals
		this.stage.worker().say("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":{}}");
		this.stage.worker().request("6", "nonsense", "{}");
		this.stage.worker().request("7", "late", "{}");
		this.stage.turn();
		// The timer: a call and a host call that are out of time
		this.stage.advance(Duration.ofSeconds(30));
		assertThat(call).isCompletedExceptionally();
		// The loop
		this.stage.registry.updateConfig(WorkerStage.ID, Map.of("team", "OPS"));
		this.stage.turn();
		this.plugin.stop();
		this.stage.turn();
		assertThat(this.written).isEmpty();
		assertThat(this.stage.worker().received().toString()).contains("-32600", "-32601", "-32003", "$/cancelRequest",
				"configChanged", "shutdown");
	}

	/**
	 * Have callers write, and something happen before the pipe has taken all.
	 */
	private void writing(Runnable meanwhile) {
		this.stage.worker().process.readingDirectly((line) -> {
			this.written.add(line);
			meanwhile.run();
		});
	}

}
