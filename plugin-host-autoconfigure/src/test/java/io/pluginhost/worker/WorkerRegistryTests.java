package io.pluginhost.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WorkerRegistryTests {

	private final WorkerStage stage = new WorkerStage();

	private final WorkerRegistry registry = this.stage.registry;

	@Test
	void startWorkerRegistersAndStarts() {
		CompletableFuture<PluginWorker> start = this.registry.startWorker(definition("a"));
		assertThat(this.registry.findWorker("a")).isPresent();
		assertThat(this.registry.isRunning("a")).isFalse();
		this.stage.turn();
		assertThat(start.join()).isSameAs(this.registry.getWorker("a"));
		assertThat(this.registry.isRunning("a")).isTrue();
		assertThat(this.registry.findDefinition("a")).contains(definition("a"));
	}

	@Test
	void startWorkerWhenInFlightFromEqualDefinitionSharesItsOutcome() {
		CompletableFuture<PluginWorker> first = this.registry.startWorker(definition("a"));
		CompletableFuture<PluginWorker> second = this.registry.startWorker(definition("a"));
		first.cancel(true);
		assertThat(second).isNotDone();
		this.stage.turn();
		assertThat(second).isCompleted();
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void startWorkerWhenRegisteredAndNotStoppedIsRefused() {
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		assertThatIllegalStateException().isThrownBy(() -> this.registry.startWorker(definition("a")))
			.withMessage("Plugin 'a' is registered and RUNNING; remove it first");
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThatIllegalStateException().isThrownBy(() -> this.registry.startWorker(definition("a")))
			.withMessage("Plugin 'a' is registered and BACKOFF; remove it first");
	}

	@Test
	void startWorkerWhenRegisteredAndStoppedReplacesTheDefinition() {
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		this.registry.getWorker("a").stop();
		this.stage.turn();
		PluginDefinition other = PluginDefinition.builder("a").command("other").build();
		CompletableFuture<PluginWorker> start = this.registry.startWorker(other);
		this.stage.turn();
		assertThat(start).isCompleted();
		assertThat(this.registry.findDefinition("a")).contains(other);
		assertThat(this.registry.getWorkers()).hasSize(1);
	}

	@Test
	void startWorkerWhenReplacingOneThatIsJustBeingStartedRunsOneProcess() {
		// Never more than one process of a plugin
		PluginWorker old = this.registry.register(definition("a"));
		CompletableFuture<Void> oldStart = old.start();
		CompletableFuture<PluginWorker> start = this.registry
			.startWorker(PluginDefinition.builder("a").command("other").build());
		this.stage.turn();
		assertThat(start).isCompleted();
		assertThat(oldStart).isCompletedExceptionally();
		assertThat(this.stage.launcher.alive()).isEqualTo(1);
	}

	@Test
	void startWorkerWhenAProcessSurvivesSigkillIsRefused() {
		// Nothing starts while that process lives
		this.stage.launcher.next((worker) -> worker.process.survivingKill());
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		this.stage.worker().ignoring("shutdown");
		this.registry.getWorker("a").stop();
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(this.registry.getWorker("a").status()).isEqualTo(WorkerStatus.STOPPED);
		assertThatIllegalStateException().isThrownBy(() -> this.registry.startWorker(definition("a")))
			.withMessageContaining("survives SIGKILL");
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		CompletableFuture<PluginWorker> start = this.registry.startWorker(definition("a"));
		this.stage.turn();
		assertThat(start).isCompleted();
	}

	@Test
	void startWorkerWhenItFailsKeepsThePluginRegistered() {
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> worker.process.exit(1)));
		CompletableFuture<PluginWorker> start = this.registry.startWorker(definition("a"));
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining("code=1");
		assertThat(this.registry.getWorker("a").status()).isEqualTo(WorkerStatus.BACKOFF);
	}

	@Test
	void startWorkerWhenStoppedMeanwhileFails() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		CompletableFuture<PluginWorker> start = this.registry.startWorker(definition("a"));
		this.stage.turn();
		this.registry.getWorker("a").stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining("was stopped");
	}

	@Test
	void removeWorkerStopsAndUnregisters() {
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		CompletableFuture<Void> removed = this.registry.removeWorker("a");
		assertThat(removed).isNotDone();
		this.stage.turn();
		assertThat(removed).isCompleted();
		assertThat(this.registry.findWorker("a")).isEmpty();
		assertThat(this.stage.launcher.alive()).isZero();
	}

	@Test
	void removeWorkerWhenItsProcessSurvivesSigkillKeepsItRegistered() {
		this.stage.launcher.next((worker) -> worker.process.survivingKill());
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		this.stage.worker().ignoring("shutdown");
		CompletableFuture<Void> removed = this.registry.removeWorker("a");
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(WorkerStage.failure(removed)).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("survives SIGKILL");
		assertThat(this.registry.findWorker("a")).isPresent();
		this.stage.worker().process.exitBy("SIGKILL");
		CompletableFuture<Void> again = this.registry.removeWorker("a");
		this.stage.turn();
		assertThat(again).isCompleted();
		assertThat(this.registry.findWorker("a")).isEmpty();
	}

	@Test
	void startOfAReplacementDoesNotWaitForAnybody() {
		// A start by hand of the replacement runs no second process either
		PluginWorker old = this.registry.register(definition("a"));
		CompletableFuture<Void> oldStart = old.start();
		CompletableFuture<PluginWorker> start = this.registry
			.startWorker(PluginDefinition.builder("a").command("other").build());
		CompletableFuture<Void> byHand = this.registry.getWorker("a").start();
		this.stage.turn();
		assertThat(List.of(start, byHand)).allMatch(CompletableFuture::isDone);
		assertThat(WorkerStage.failure(oldStart)).hasMessage("Plugin 'a' has been removed and cannot be started");
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void removeWorkerWhenUnknownCompletes() {
		assertThat(this.registry.removeWorker("nobody")).isCompleted();
	}

	@Test
	void removeWorkerCancelsAStartThatWaits() {
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		PluginWorker worker = this.registry.getWorker("a");
		CompletableFuture<Void> restart = worker.restart();
		this.registry.removeWorker("a");
		this.stage.turn();
		assertThat(restart).isCompletedExceptionally();
		assertThat(this.stage.launcher.alive()).isZero();
	}

	@Test
	void startOfARemovedWorkerFails() {
		// Nothing runs that nobody can stop any more
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		PluginWorker worker = this.registry.getWorker("a");
		CompletableFuture<Void> removed = this.registry.removeWorker("a");
		CompletableFuture<Void> whileRemoving = worker.start();
		this.stage.turn();
		CompletableFuture<Void> afterwards = worker.start();
		CompletableFuture<Void> restart = worker.restart();
		this.stage.turn();
		assertThat(removed).isCompleted();
		for (CompletableFuture<Void> start : List.of(whileRemoving, afterwards, restart)) {
			assertThat(WorkerStage.failure(start)).isInstanceOf(IllegalStateException.class)
				.hasMessage("Plugin 'a' has been removed and cannot be started");
		}
		assertThat(this.stage.launcher.alive()).isZero();
	}

	@Test
	void registerWhenTakenIsRefused() {
		this.registry.register(definition("a"));
		assertThatIllegalStateException().isThrownBy(() -> this.registry.register(definition("a")))
			.withMessage("Plugin 'a' is registered already");
	}

	@Test
	void getWorkerWhenUnknownListsTheKnownIds() {
		this.registry.register(definition("a"));
		this.registry.register(definition("b"));
		assertThatExceptionOfType(UnknownPluginException.class).isThrownBy(() -> this.registry.getWorker("c"))
			.withMessageContaining("c")
			.withMessageContaining("a")
			.withMessageContaining("b");
		assertThatExceptionOfType(UnknownPluginException.class).isThrownBy(() -> this.registry.call("c", "greet"));
		assertThat(this.registry.findWorker("c")).isEmpty();
	}

	@Test
	void stopAllStopsAllAndKeepsThemRegistered() {
		this.registry.startWorker(definition("a"));
		this.registry.startWorker(definition("b"));
		this.registry.register(definition("c"));
		this.stage.turn();
		CompletableFuture<Void> stopped = this.registry.stopAll();
		this.stage.turn();
		assertThat(stopped).isCompleted();
		assertThat(this.registry.getWorkers()).extracting(PluginWorker::pluginId).containsExactly("a", "b", "c");
		assertThat(this.registry.diagnostics()).extracting(WorkerDiagnostics::status)
			.containsOnly(WorkerStatus.STOPPED);
		assertThat(this.stage.launcher.alive()).isZero();
	}

	@Test
	void crashOfOnePluginIsNoOthers() {
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		FakeWorker first = this.stage.worker();
		this.registry.startWorker(definition("b"));
		this.stage.turn();
		first.process.exit(1);
		this.stage.turn();
		assertThat(this.registry.getWorker("a").status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(this.registry.isRunning("b")).isTrue();
	}

	private static PluginDefinition definition(String id) {
		return PluginDefinition.builder(id).command("worker").build();
	}

}
