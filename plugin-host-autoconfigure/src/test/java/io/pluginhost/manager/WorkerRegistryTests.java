package io.pluginhost.manager;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.output.WorkerJournal;
import io.pluginhost.worker.FakeWorker;
import io.pluginhost.worker.WorkerStage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@ExtendWith(OutputCaptureExtension.class)
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

	// What cannot be sent says what to do instead, and names no method that is not there
	@Test
	void messagesThatCannotBeSentNameTheWayOutTheyHave() {
		PluginWorker worker = this.registry.register(definition("a"));
		assertThatIllegalArgumentException().isThrownBy(() -> worker.send("note", "text"))
			.withMessageContaining("Parameters of 'note' cannot be sent to plugin 'a'")
			.withMessageEndingWith("java.lang.String is written as a text: send a map or a record that has it");
		assertThatIllegalArgumentException().isThrownBy(() -> worker.call("note").params("text").retrieve())
			.withMessageEndingWith("java.lang.String is written as a text: give it a name with param(…)");
	}

	// A start in flight is shared by what was given, whatever a customizer makes of it
	@Test
	void startWorkerWhenInFlightFromSameDefinitionThatIsCustomizedSharesItsOutcome() {
		WorkerRegistry customizing = this.stage.registry(this.stage.news,
				(definition) -> definition.mutate().handler("any", (params, call) -> null).build());
		CompletableFuture<PluginWorker> first = customizing.startWorker(definition("a"));
		CompletableFuture<PluginWorker> second = customizing.startWorker(definition("a"));
		this.stage.turn();
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	// A start in flight is not shared by a definition that comes to something else
	@Test
	void startWorkerWhenInFlightFromDefinitionThatIsCompletedOtherwiseIsRefused() {
		WorkerRegistry completing = this.stage.registry(this.stage.news,
				(definition) -> definition.explicitKeys().contains("rpc-timeout") ? definition
						: definition.mutate().rpcTimeout(Duration.ofSeconds(1)).build());
		completing.startWorker(definition("a"));
		PluginDefinition other = definition("a").mutate().rpcTimeout(definition("a").rpcTimeout()).build();
		assertThat(other).isEqualTo(definition("a"));
		assertThatIllegalStateException().isThrownBy(() -> completing.startWorker(other))
			.withMessageContaining("being started from another definition");
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
		this.stage.advance(Duration.ofSeconds(1));
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

	// What a plugin is meant to do

	@Test
	void isMeantToRunWhatWasStartedWhateverBecameOfIt() {
		PluginWorker plugin = this.registry.register(PluginDefinition.builder("a").command("worker").build());
		assertThat(this.registry.isMeantToRun(plugin)).isFalse();
		plugin.start();
		assertThat(plugin.status()).as("not handled yet").isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.registry.isMeantToRun(plugin)).isTrue();
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STARTING);
		assertThat(this.registry.isMeantToRun(plugin)).isTrue();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(this.registry.isMeantToRun(plugin)).isTrue();
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.worker().process.survivingKill();
		this.stage.advance(Duration.ofMinutes(2));
		assertThat(plugin.status()).as("condemned for its silence").isEqualTo(WorkerStatus.STOPPING);
		assertThat(this.registry.isMeantToRun(plugin)).isTrue();
	}

	@Test
	void isMeantToRunWhatStandsByUntilItIsStopped() {
		PluginWorker plugin = this.stage.plugin();
		plugin.standBy();
		this.stage.turn();
		assertThat(this.registry.isMeantToRun(plugin)).isTrue();
		plugin.stop();
		this.stage.turn();
		assertThat(this.registry.isMeantToRun(plugin)).isFalse();
	}

	@Test
	void isMeantToRunWhatCrashedForGood() {
		PluginWorker plugin = this.registry
			.register(PluginDefinition.builder("a").command("worker").restartEnabled(false).build());
		plugin.start();
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(this.registry.isMeantToRun(plugin)).isTrue();
	}

	@Test
	void isMeantToRunWhatIsBeingRestarted() {
		PluginWorker plugin = this.registry.register(definition("a"));
		plugin.start();
		this.stage.turn();
		this.stage.worker().ignoring("shutdown");
		plugin.restart();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		assertThat(this.registry.isMeantToRun(plugin)).isTrue();
	}

	@Test
	void isNotMeantToRunWhatWasStopped() {
		PluginWorker plugin = this.registry.register(definition("a"));
		plugin.start();
		this.stage.turn();
		this.stage.worker().ignoring("shutdown");
		plugin.stop();
		assertThat(plugin.status()).as("not handled yet").isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.registry.isMeantToRun(plugin)).isFalse();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPING);
		assertThat(this.registry.isMeantToRun(plugin)).isFalse();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		plugin.start();
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		plugin.stop();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.registry.isMeantToRun(plugin)).isFalse();
		this.registry.removeWorker("a");
		this.stage.turn();
		assertThat(this.registry.isMeantToRun(plugin)).isFalse();
	}

	// What is remembered

	@Test
	void findJournalRemembersTheLatestUntilThePluginIsRemoved() {
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		this.stage.worker().notify("log", "{\"message\":\"hello\"}");
		this.stage.turn();
		WorkerJournal journal = this.registry.findJournal("a").orElseThrow();
		assertThat(journal.events()).isEqualTo(this.stage.news.events).hasSize(3);
		assertThat(journal.lines()).isEqualTo(this.stage.news.lines).hasSize(1);
		this.stage.threads.callbacks.hold();
		this.stage.worker().notify("log", "{\"message\":\"late\"}");
		this.stage.threads.callbacks.release();
		this.registry.removeWorker("a");
		this.stage.turn();
		assertThat(this.registry.findJournal("a")).isEmpty();
		this.registry.register(definition("a"));
		assertThat(this.registry.findJournal("a")).hasValueSatisfying((anew) -> {
			assertThat(anew.events()).isEmpty();
			assertThat(anew.lines()).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void startWorkerOfOneThatWasThereAMomentAgoKeepsThePaceOfItsStarts(boolean removed) {
		// Starts of one plugin by code are at least restart.initial-delay apart, even if
		// it is removed or replaced in between
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		CompletableFuture<PluginWorker> again = new CompletableFuture<>();
		for (int i = 0; i < 5; i++) {
			if (removed) {
				this.registry.removeWorker("a");
			}
			else {
				this.registry.getWorker("a").stop();
			}
			this.stage.advance(Duration.ofMillis(199));
			again = this.registry.startWorker(definition("a"));
			this.stage.turn();
			assertThat(this.stage.launcher.workers()).hasSize(1);
		}
		this.stage.advance(Duration.ofMillis(5));
		assertThat(again).isCompleted();
		assertThat(this.stage.launcher.workers()).hasSize(2);
	}

	@Test
	void removeWorkerLeavesNothingBehind() {
		// Hundreds of plugins come and go
		List<WeakReference<PluginWorker>> gone = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			String id = "plugin-" + i % 100;
			this.registry.startWorker(definition(id));
			this.stage.turn();
			this.stage.worker().notify("log", "{\"message\":\"hello\"}");
			gone.add(new WeakReference<>(this.registry.getWorker(id)));
			this.registry.removeWorker(id);
			this.stage.advance(Duration.ofSeconds(1));
			this.stage.launcher.workers().clear();
			this.stage.news.forget();
		}
		assertThat(this.registry.getWorkers()).isEmpty();
		assertThat(this.stage.time.alarms()).isZero();
		for (int i = 0; i < 10 && gone.stream().anyMatch((worker) -> worker.get() != null); i++) {
			System.gc();
		}
		assertThat(gone).allMatch((worker) -> worker.get() == null);
	}

	// The end

	@Test
	void newsToldWhenListenersHaveHeardAll() {
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		this.registry.stopAll();
		this.stage.threads.callbacks.hold();
		this.stage.turn();
		CompletableFuture<Void> told = this.registry.newsTold();
		this.stage.turn();
		assertThat(told).isNotDone();
		assertThat(this.stage.news.told()).doesNotContain("Exited");
		this.stage.threads.callbacks.release();
		this.stage.turn();
		assertThat(told).isCompleted();
		assertThat(this.stage.news.told()).endsWith("Exited", "StatusChanged(STOPPED)");
	}

	@Test
	void newsToldAtTheLatestWhenListenersHaveHadTheirTime() {
		// A listener that blocks does not keep the application from ending
		List<Boolean> done = new ArrayList<>();
		List<WorkerRegistry> registries = new ArrayList<>();
		WorkerRegistry registry = this.stage.registry(new WorkerListener() {

			@Override
			public void onWorkerEvent(PluginWorkerEvent event) {
				if (done.isEmpty()) {
					done.add(false);
					CompletableFuture<Void> told = registries.get(0).newsTold();
					WorkerRegistryTests.this.stage.advance(WorkerRegistry.NEWS_GRACE.minusMillis(1));
					done.add(told.isDone());
					WorkerRegistryTests.this.stage.advance(Duration.ofMillis(1));
					done.add(told.isDone());
				}
			}

		});
		registries.add(registry);
		registry.startWorker(definition("a"));
		this.stage.turn();
		assertThat(done).containsExactly(false, false, true);
	}

	@Test
	void closeSettlesWhatWaitsForAProcessThatDoesNotEnd() {
		this.stage.launcher.next((worker) -> worker.process.survivingKill());
		PluginWorker plugin = this.registry.register(definition("a"));
		plugin.start();
		this.stage.turn();
		this.stage.worker().ignoring("shutdown");
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet").timeout(Duration.ofDays(1)));
		plugin.stop();
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(call).isNotDone();
		close();
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessage("Plugin 'a' cannot answer 'greet': its host is closed");
		assertThat(WorkerStage.failure(this.stage.send(plugin.call("greet"))))
			.isInstanceOf(WorkerUnavailableException.class);
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		assertThat(plugin.diagnostics().lastExitSignal()).isEqualTo("SIGKILL");
	}

	@Test
	void closeIsForGood() {
		PluginWorker plugin = this.registry.register(definition("a"));
		close();
		for (CompletableFuture<Void> start : List.of(plugin.start(), plugin.restart())) {
			this.stage.turn();
			assertThat(WorkerStage.failure(start))
				.hasMessage("Plugin 'a' belongs to a closed host and cannot be started");
		}
		assertThatIllegalStateException().isThrownBy(() -> this.registry.register(definition("b")))
			.withMessage("Plugin 'b' cannot be registered: its host is closed");
		assertThatIllegalStateException().isThrownBy(() -> this.registry.startWorker(definition("b")));
		CompletableFuture<Void> stop = plugin.stop();
		CompletableFuture<Void> remove = this.registry.removeWorker("a");
		this.stage.turn();
		assertThat(List.of(stop, remove)).allMatch(CompletableFuture::isDone);
		assertThat(this.stage.launcher.workers()).isEmpty();
	}

	@Test
	void closeCountsWhatListenersWereTooSlowToHear(CapturedOutput output) {
		Duration moment = Duration.ofMillis(1);
		WorkerRegistry registry = new WorkerRegistry(this.stage.factory(this.stage.news), this.stage.news,
				ConfigValidator.NONE, this.stage.alarms, this.stage.threads.callbacks(), UnaryOperator.identity(),
				moment);
		registry.startWorker(PluginDefinition.builder("a")
			.command("worker")
			.shutdownDrain(moment)
			.shutdownTermGrace(moment)
			.shutdownKillGrace(moment)
			.build());
		this.stage.turn();
		this.stage.news.forget();
		this.stage.threads.callbacks.hold();
		this.stage.worker().notify("log", "{\"message\":\"hello\"}");
		this.stage.worker().notify("streams.open", "{\"channel\":\"a\"}");
		registry.stopAll();
		this.stage.turn();
		this.stage.threads.loop.inline();
		registry.close();
		assertThat(output).contains("Listeners are too slow for the end of plugin 'a': "
				+ "3 events, 2 stream events and 1 log lines were not delivered");
		this.stage.threads.callbacks.release();
		this.stage.turn();
		assertThat(this.stage.news.events).isEmpty();
		assertThat(this.stage.news.streams).isEmpty();
		assertThat(this.stage.news.lines).isEmpty();
	}

	@Test
	void closeWhenAllHasBeenHeardSaysNothing(CapturedOutput output) {
		this.registry.startWorker(definition("a"));
		this.stage.turn();
		this.registry.stopAll();
		this.stage.turn();
		close();
		assertThat(output).doesNotContain("too slow");
	}

	/**
	 * With threads that work while the registry waits for them.
	 */
	private void close() {
		this.stage.threads.loop.inline();
		this.stage.threads.callbacks.inline();
		this.registry.close();
	}

	private static PluginDefinition definition(String id) {
		return PluginDefinition.builder(id).command("worker").build();
	}

}
