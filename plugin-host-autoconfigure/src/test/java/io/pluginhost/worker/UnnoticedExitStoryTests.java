package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes that are gone without anybody having told, and alarms that would be false.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnnoticedExitStoryTests {

	/** Drain, and the time between the end of stdin and SIGTERM. */
	private static final Duration UNTIL_TERM = Duration.ofSeconds(10).plus(StateDeadlines.STDIN_GRACE);

	private static final Duration UNTIL_KILL = UNTIL_TERM.plusSeconds(5);

	private static final String SURVIVES = "survives SIGKILL; the plugin cannot be started";

	private final WorkerStage stage = new WorkerStage();

	@Test
	void endOfTheDrainLooksBeforeItTerminates() {
		// A worker that has exited unnoticed while it drained is stopped, and sent no
		// signal
		PluginWorker plugin = this.stage.running();
		this.stage.worker().ignoring("shutdown");
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		this.stage.worker().process.vanish(0, null);
		this.stage.advance(Duration.ofSeconds(10));
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(plugin.diagnostics().lastExitCode()).isZero();
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
	}

	@Test
	void endOfTheTermGraceLooksBeforeItKills() {
		// A worker that has exited unnoticed after SIGTERM is stopped, and not killed
		PluginWorker plugin = this.stage.running();
		this.stage.worker().ignoring("shutdown");
		this.stage.worker().process.survivingTerminate();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(UNTIL_TERM);
		assertThat(this.stage.worker().process.timesTerminated()).isEqualTo(1);
		this.stage.worker().process.vanish(null, "SIGTERM");
		this.stage.advance(Duration.ofSeconds(5));
		assertThat(stop).isCompleted();
		assertThat(this.stage.worker().process.timesKilled()).isZero();
	}

	@Test
	void endOfTheKillGraceLooksBeforeItComplains(CapturedOutput output) {
		// A killed worker of which nobody has told that it is gone does not survive
		// SIGKILL
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = stopUntilKilled(plugin);
		this.stage.worker().process.vanish(null, "SIGKILL");
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(output).doesNotContain(SURVIVES);
		assertThat(plugin.start()).isNotCompletedExceptionally();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void endOfTheInitializeTimeoutLooksBeforeItKills(CapturedOutput output) {
		// A worker that has exited unnoticed before it was ready is a crash with its exit
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		this.stage.worker().process.vanish(3, null);
		this.stage.advance(Duration.ofSeconds(15));
		assertThat(plugin.diagnostics().lastExitCode()).isEqualTo(3);
		assertThat(this.stage.worker().process.timesKilled()).isZero();
		assertThat(output).contains("exited with code 3 before it had answered 'initialize'");
	}

	@Test
	void endOfTheKillGraceOfAFaultyWorkerLooksBeforeItComplains(CapturedOutput output) {
		// A worker that was killed for its mistake and is gone unnoticed is started again
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.survivingKill();
		this.stage.worker().process.closeStdout();
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(this.stage.worker().process.timesKilled()).isEqualTo(1);
		this.stage.worker().process.vanish(null, "SIGKILL");
		this.stage.advance(Duration.ofSeconds(3));
		assertThat(output).doesNotContain(SURVIVES);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.diagnostics().generation()).isEqualTo(2);
	}

	@Test
	void startLooksWhetherTheProcessThatSurvivedIsGone(CapturedOutput output) {
		// A start is not refused for a process that is gone; and it is said when it is
		// over
		PluginWorker plugin = stuck();
		assertThat(output).contains("Process 100 of plugin 'acme.linear' " + SURVIVES);
		assertThat(WorkerStage.failure(startNow(plugin))).hasMessageContaining("survives SIGKILL");
		this.stage.worker().process.vanish(null, "SIGKILL");
		CompletableFuture<Void> start = startNow(plugin);
		assertThat(start).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(output).contains("Process 100 of plugin 'acme.linear', which survived SIGKILL, is gone");
	}

	@Test
	void startLooksWhetherARunningProcessIsGone() {
		// Whoever asks for a start of what has died unnoticed brings it back
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.vanish(null, "SIGKILL");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		startNow(plugin);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(plugin.diagnostics().generation()).isEqualTo(2);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void killThatIsStillUnderwayIsNotSurvived(CapturedOutput output) {
		// It is not said that a process survives what has not reached it
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = stopUntilKilled(plugin);
		this.stage.worker().process.killUnderway(true);
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(stop).isNotDone();
		assertThat(output).doesNotContain(SURVIVES);
		this.stage.worker().process.killUnderway(false);
		this.stage.advance(Duration.ofMillis(100));
		assertThat(stop).isCompleted();
		assertThat(output).contains(SURVIVES);
	}

	@Test
	void killThatIsUnderwayForEverHoldsUpNoStopForEver() {
		// A deadline is put off for a while, and not for ever
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = stopUntilKilled(plugin);
		this.stage.worker().process.killUnderway(true);
		this.stage.advance(Duration.ofSeconds(8));
		assertThat(stop).isCompleted();
	}

	/**
	 * Stop a worker that survives the SIGKILL it has just been sent.
	 */
	private CompletableFuture<Void> stopUntilKilled(PluginWorker plugin) {
		this.stage.worker().ignoring("shutdown");
		this.stage.worker().process.survivingKill();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(UNTIL_KILL);
		return stop;
	}

	private PluginWorker stuck() {
		PluginWorker plugin = this.stage.running();
		stopUntilKilled(plugin);
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		return plugin;
	}

	private CompletableFuture<Void> startNow(PluginWorker plugin) {
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		return start;
	}

}
