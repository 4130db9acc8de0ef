package io.pluginhost.worker;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.session.MemoryGauge;
import io.pluginhost.session.MemoryWatch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of a worker's memory, and what becomes of one that holds too much: looked
 * at every five seconds, it is killed when it did twice in a row.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoryStoryTests {

	private static final long LIMIT = 100_000_000;

	private final WorkerStage stage = new WorkerStage();

	// The limit

	@Test
	void aWorkerThatHoldsTooMuchIsKilledAndStartedAgain(CapturedOutput output) {
		PluginWorker plugin = limited();
		this.stage.worker().process.hold(LIMIT + 1);
		this.stage.advance(MemoryWatch.INTERVAL);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.advance(MemoryWatch.RECHECK);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		PluginWorkerCrashedEvent crash = this.stage.news.last(PluginWorkerCrashedEvent.class);
		assertThat(crash.reason()).isEqualTo(CrashReason.MEMORY);
		assertThat(crash.willRestart()).isTrue();
		assertThat(output).contains(
				"Plugin 'acme.linear' holds 100000001 bytes of memory, more than its limits.max-memory of 100000000 bytes");
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aWorkerThatGrowsLaterIsKilledThen() {
		PluginWorker plugin = limited();
		this.stage.advance(Duration.ofDays(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.worker().process.hold(LIMIT + 1);
		this.stage.advance(MemoryWatch.INTERVAL.plus(MemoryWatch.RECHECK));
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.MEMORY);
	}

	@Test
	void aWorkerThatHoldsTooMuchBeforeItIsInitializedFailsToStart() {
		this.stage.launcher.next((worker) -> {
			worker.ignoring("initialize");
			worker.process.hold(LIMIT + 1);
		});
		PluginWorker plugin = this.stage.plugin((definition) -> definition.maxMemory(LIMIT));
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(MemoryWatch.INTERVAL.plus(MemoryWatch.RECHECK));
		assertThat(WorkerStage.failure(start)).hasMessageContaining("limits.max-memory");
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.MEMORY);
	}

	@Test
	void aWorkerMayHoldAllOfItsLimit() {
		PluginWorker plugin = limited();
		this.stage.worker().process.hold(LIMIT);
		this.stage.advance(Duration.ofHours(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aMomentInWhichAForkCountsTwiceIsNoExcess() {
		PluginWorker plugin = limited();
		for (int i = 0; i < 3; i++) {
			this.stage.worker().process.hold(LIMIT + 1);
			this.stage.advance(MemoryWatch.INTERVAL);
			this.stage.worker().process.hold(LIMIT - 1);
			this.stage.advance(MemoryWatch.RECHECK);
		}
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aWorkerWithoutLimitIsNeverMeasured() {
		this.stage.running();
		this.stage.worker().process.hold(Long.MAX_VALUE);
		this.stage.advance(Duration.ofHours(1));
		assertThat(this.stage.worker().process.timesMeasured()).isZero();
	}

	@Test
	void aWorkerThatIsBeingStoppedIsNotMeasured() {
		PluginWorker plugin = limited();
		FakeWorker worker = this.stage.worker().ignoring("shutdown");
		worker.process.hold(LIMIT + 1);
		plugin.stop();
		this.stage.advance(Duration.ofSeconds(9));
		assertThat(worker.process.timesMeasured()).isZero();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
	}

	@Test
	void aWorkerWhoseMemoryIsNotKnownLivesOnAndThatIsSaidOnce(CapturedOutput output) {
		PluginWorker plugin = limited();
		this.stage.worker().process.hold(CompletableFuture.completedFuture(OptionalLong.empty()));
		this.stage.advance(Duration.ofMinutes(1));
		this.stage.worker().process.hold(CompletableFuture.failedFuture(new IllegalStateException("closed")));
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(output).containsOnlyOnce("limits.max-memory has no effect");
		this.stage.worker().process.hold(LIMIT + 1);
		this.stage.advance(MemoryWatch.INTERVAL.plus(MemoryWatch.RECHECK));
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.MEMORY);
	}

	@Test
	void aMeasurementThatComesTooLateMeansNothing() {
		PluginWorker plugin = limited();
		CompletableFuture<OptionalLong> slow = new CompletableFuture<>();
		this.stage.worker().process.hold(slow);
		this.stage.advance(Duration.ofHours(1));
		assertThat(this.stage.worker().process.timesMeasured()).isOne();
		this.stage.worker().process.exit(1);
		this.stage.advance(Duration.ofSeconds(2));
		slow.complete(OptionalLong.of(LIMIT + 1));
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.diagnostics().generation()).isEqualTo(2);
	}

	// What is told

	@Test
	void memoryIsMeasuredForWhoAsksAndNotAnewForWhoAsksSoonAfter() {
		PluginWorker plugin = this.stage.running();
		assertThat(plugin.diagnostics().memory()).isEqualTo(50_000_000);
		this.stage.worker().process.hold(60_000_000);
		this.stage.advance(MemoryGauge.FRESH.minusMillis(1));
		assertThat(plugin.diagnostics().memory()).isEqualTo(50_000_000);
		assertThat(this.stage.worker().process.timesMeasured()).isOne();
		this.stage.advance(Duration.ofMillis(1));
		assertThat(plugin.diagnostics().memory()).isEqualTo(60_000_000);
		assertThat(this.stage.worker().process.timesMeasured()).isEqualTo(2);
	}

	@Test
	void memoryIsThatOfTheWatchWhereThereIsOne() {
		PluginWorker plugin = limited();
		this.stage.advance(Duration.ofHours(1));
		int measured = this.stage.worker().process.timesMeasured();
		assertThat(plugin.diagnostics().memory()).isEqualTo(50_000_000);
		assertThat(this.stage.worker().process.timesMeasured()).isEqualTo(measured);
	}

	@Test
	void whoAsksWhileMeasuringTakesLongIsToldTheLastUntilThatIsTooOld() {
		PluginWorker plugin = this.stage.running();
		assertThat(plugin.diagnostics().memory()).isEqualTo(50_000_000);
		CompletableFuture<OptionalLong> slow = new CompletableFuture<>();
		this.stage.worker().process.hold(slow);
		this.stage.advance(MemoryGauge.STALE.minusMillis(1));
		assertThat(plugin.diagnostics().memory()).isEqualTo(50_000_000);
		this.stage.advance(Duration.ofMillis(1));
		assertThat(plugin.diagnostics().memory()).isNull();
		assertThat(this.stage.worker().process.timesMeasured()).isEqualTo(2);
		slow.complete(OptionalLong.of(70_000_000));
		assertThat(plugin.diagnostics().memory()).isEqualTo(70_000_000);
	}

	@Test
	void memoryIsNotKnownWithoutAProcess() {
		PluginWorker plugin = this.stage.plugin();
		assertThat(plugin.diagnostics().memory()).isNull();
		plugin.start();
		this.stage.turn();
		FakeWorker worker = this.stage.worker();
		assertThat(plugin.diagnostics().memory()).isEqualTo(50_000_000);
		plugin.stop();
		this.stage.turn();
		assertThat(plugin.diagnostics().memory()).isNull();
		assertThat(worker.process.timesMeasured()).isOne();
	}

	@Test
	void memoryIsNotKnownWhereItCannotBeMeasured() {
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.hold(CompletableFuture.failedFuture(new IllegalStateException("closed")));
		assertThat(plugin.diagnostics().memory()).isNull();
		this.stage.worker().process.hold(0);
		assertThat(plugin.diagnostics().memory()).isNull();
	}

	private PluginWorker limited() {
		return this.stage.running((definition) -> definition.maxMemory(LIMIT));
	}

}
