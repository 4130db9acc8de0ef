package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only a race shows, made to happen: alarms that ring though they were cancelled,
 * and threads that come between two steps of another.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RaceStoryTests {

	private final WorkerStage stage = new WorkerStage();

	@Test
	void deadlineOfAnEarlierStateThatWasCancelledTooLateDoesNothing() {
		// A deadline belongs to one stay in one state, even if its alarm cannot be
		// stopped
		PluginWorker plugin = this.stage.plugin((definition) -> definition.initializeTimeout(Duration.ofSeconds(15)));
		this.stage.launcher.each((worker) -> worker.ignoring("initialize"));
		this.stage.threads.spawner.hold();
		plugin.start();
		this.stage.advance(Duration.ofSeconds(10));
		this.stage.alarms.cancelTooLate();
		this.stage.threads.spawner.release();
		this.stage.turn();
		this.stage.advance(Duration.ofSeconds(14));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STARTING);
		assertThat(this.stage.worker().process.timesKilled()).isZero();
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void deadlineOfABackoffThatAStartByHandHasEndedDoesNotShortenTheNext() {
		// Each backoff lasts its own time, even if the alarm of an earlier one still
		// rings
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exit(1);
		this.stage.alarms.cancelTooLate();
		this.stage.advance(Duration.ofMillis(500));
		OperatorControls.start(plugin);
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.advance(Duration.ofMillis(999));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		this.stage.advance(Duration.ofMillis(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void stopThatComesBetweenTheStepsOfAStartIsTheLastWordForEverybody() {
		// What was asked last is what the worker does and what it is meant to do
		PluginWorker plugin = this.stage.plugin();
		Thread other = new Thread(plugin::stop);
		this.stage.threads.beforeLoopTakes = () -> {
			this.stage.threads.beforeLoopTakes = () -> {
			};
			other.start();
			awaitBlockedOrDone(other);
		};
		plugin.start();
		awaitBlockedOrDone(other);
		join(other);
		this.stage.turn();
		assertThat(this.stage.registry.isMeantToRun(plugin)).isFalse();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	private static void awaitBlockedOrDone(Thread thread) {
		while (thread.isAlive() && thread.getState() != Thread.State.BLOCKED) {
			Thread.onSpinWait();
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
