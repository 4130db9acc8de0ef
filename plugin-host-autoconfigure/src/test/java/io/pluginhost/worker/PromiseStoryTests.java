package io.pluginhost.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerErrorEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.observation.WorkerListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What goes wrong easily where worker processes are supervised: each test begins with the
 * promise that here it does not. Promises that need a real process to be broken are in
 * {@code PromiseIntegrationTests}.
 */
class PromiseStoryTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final WorkerStage stage = new WorkerStage();

	@Test
	void aWorkerThatInitializesAndThenDiesIsNotRestartedEverySecondForEver() {
		// A worker that initializes and then dies is restarted ever more slowly, and at
		// last no
		// more
		this.stage.launcher.each((worker) -> worker.on("initialize", (call) -> {
			worker.answer(call, "{\"ok\":true}");
			worker.process.exit(1);
		}));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0));
		plugin.start();
		this.stage.advance(Duration.ofHours(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		this.stage.advance(Duration.ofDays(30));
		assertThat(this.stage.launcher.workers()).hasSize(11);
	}

	@Test
	void aFailedRestartIsOneMoreCrashAndNotTheEndOfRecovery() {
		// A restart that fails to initialize is one more crash, and not the silent end of
		// recovery
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> worker.refuse(call, -32002, "not yet")));
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(2);
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.news.events(PluginWorkerRestartedEvent.class)).hasSize(1);
	}

	@Test
	void anExitDuringInitializeShowsTheRestartThatIsPending() {
		// A worker is shown as crashed only if no restart is pending, also after an exit
		// during initialize
		this.stage.launcher.each((worker) -> worker.on("initialize", (call) -> worker.process.exit(1)));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0).restartMaxRestarts(1));
		plugin.start();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(plugin.diagnostics().nextRestartAt()).isEqualTo(this.stage.time.now().plusSeconds(1));
		this.stage.advance(SECOND);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(plugin.diagnostics().nextRestartAt()).isNull();
		assertThat(this.stage.launcher.workers()).hasSize(2);
		this.stage.advance(Duration.ofDays(30));
		assertThat(this.stage.launcher.workers()).hasSize(2);
	}

	@Test
	void aWorkerHasTheWholeDrainWhetherOrNotItHasAnswered() {
		// A worker has the whole drain to finish and exit, whether or not it has answered
		// shutdown
		this.stage.launcher.next((worker) -> worker.on("shutdown", (call) -> worker.answer(call, "null")));
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(Duration.ofSeconds(10).minusNanos(1));
		assertThat(stop).isNotDone();
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(stop).isCompleted();
	}

	@Test
	void anOldStopNeverTouchesANewProcess() {
		// A start during a stop waits for the old process to be gone, and the old stop
		// never touches the new one
		this.stage.launcher.next((worker) -> worker.ignoring("shutdown"));
		PluginWorker plugin = this.stage.running();
		FakeWorker old = this.stage.worker();
		CompletableFuture<Void> stop = plugin.stop();
		CompletableFuture<Void> start = plugin.start();
		this.stage.advance(SECOND);
		assertThat(List.of(stop, start)).noneMatch(CompletableFuture::isDone);
		assertThat(this.stage.launcher.workers()).hasSize(1);
		old.process.exit(0);
		this.stage.turn();
		assertThat(List.of(stop, start)).allMatch(CompletableFuture::isDone)
			.noneMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.advance(Duration.ofDays(1));
		assertThat(this.stage.launcher.workers()).hasSize(2);
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
		assertThat(this.stage.worker().process.timesKilled()).isZero();
	}

	@Test
	void stopInBackoffCancelsTheNextStart() {
		// Nothing starts any more once a stop is done
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		assertThat(stop).isCompleted();
		this.stage.advance(Duration.ofDays(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(plugin.diagnostics().nextRestartAt()).isNull();
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void stopWhileStartingEndsInStoppedHoweverTheProcessEnds() {
		// A stop while starting ends in stopped, and is no crash
		this.stage.launcher.next((worker) -> {
			worker.ignoring("initialize");
			worker.process.survivingTerminate();
		});
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(stop).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
		this.stage.advance(Duration.ofDays(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.launcher.workers()).hasSize(1);
	}

	@Test
	void removeWorkerDoesNotDeleteANewerWorkerOfTheSameId() {
		// Removing a worker never deletes a newer one of the same id
		this.stage.registry.startWorker(definition((definition) -> definition));
		this.stage.turn();
		this.stage.registry.getWorker(WorkerStage.ID).stop();
		this.stage.turn();
		CompletableFuture<Void> removed = this.stage.registry.removeWorker(WorkerStage.ID);
		CompletableFuture<PluginWorker> start = this.stage.registry.startWorker(definition((definition) -> definition));
		this.stage.advance(SECOND);
		assertThat(removed).isCompleted();
		assertThat(start).isCompleted();
		assertThat(this.stage.registry.findWorker(WorkerStage.ID)).containsSame(start.join());
		assertThat(this.stage.launcher.alive()).isEqualTo(1);
	}

	@Test
	void aFailedFirstStartDoesNotLeaveTheIdTaken() {
		// A first start that failed does not leave the id taken
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> worker.process.exit(1)));
		List<String> refusals = new ArrayList<>();
		this.stage.registry.startWorker(definition((definition) -> definition)).whenComplete((worker, failure) -> {
			try {
				this.stage.registry.startWorker(definition((definition) -> definition.command("other")));
			}
			catch (IllegalStateException ex) {
				refusals.add(ex.getMessage());
			}
		});
		this.stage.turn();
		assertThat(refusals).containsExactly("Plugin 'acme.linear' is registered and BACKOFF; remove it first");
		CompletableFuture<Void> removed = this.stage.registry.removeWorker(WorkerStage.ID);
		this.stage.turn();
		assertThat(removed).isCompleted();
		CompletableFuture<PluginWorker> start = this.stage.registry.startWorker(definition((definition) -> definition));
		this.stage.advance(SECOND);
		assertThat(start).isCompleted();
	}

	@Test
	void aConcurrentStartFromAnotherDefinitionIsRefused() {
		// A second start at the same time does not silently ignore its own, different
		// definition
		this.stage.registry.startWorker(definition((definition) -> definition));
		PluginDefinition other = definition((definition) -> definition.command("other"));
		assertThatIllegalStateException().isThrownBy(() -> this.stage.registry.startWorker(other))
			.withMessage(
					"Plugin 'acme.linear' is registered and being started from another definition; remove it first");
	}

	@Test
	void startOfAWorkerThatCannotBeSpawnedFailsAndIsTriedAgain() {
		// A worker that cannot be spawned fails its start, is not starting for ever, and
		// is tried
		// again
		this.stage.launcher.fail(new IOException("No such file: /opt/worker"));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0));
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("acme.linear")
			.hasMessageContaining("No such file: /opt/worker");
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STARTING)", "Error", "StatusChanged(CRASHED)",
				"Crashed", "StatusChanged(BACKOFF)");
		assertThat(this.stage.news.last(PluginWorkerErrorEvent.class).error()).hasMessage("No such file: /opt/worker");
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.SPAWN_FAILED);
		this.stage.launcher.succeed();
		this.stage.advance(SECOND);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void aListenerThatThrowsHarmsNobody() {
		// A listener that throws stops neither recovery nor what it is told next
		List<PluginWorkerEvent> told = new ArrayList<>();
		WorkerRegistry registry = this.stage.registry(new WorkerListener() {

			@Override
			public void onWorkerEvent(PluginWorkerEvent event) {
				told.add(event);
				throw new StackOverflowError("listener");
			}

		});
		PluginWorker plugin = registry.register(definition((definition) -> definition.restartJitter(0)));
		plugin.start();
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(told).hasAtLeastOneElementOfType(PluginWorkerRestartedEvent.class);
	}

	@Test
	void aStartThatWaitsForItsTurnIsCalledOffByAStop() {
		// What was asked last holds
		PluginWorker plugin = this.stage.plugin();
		Supplier<CompletableFuture<Void>> first = this.stage.registry.prepareStart(plugin);
		plugin.stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(first.get())).isInstanceOf(IllegalStateException.class)
			.hasMessage("Plugin 'acme.linear' was stopped before it could be started");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		Supplier<CompletableFuture<Void>> second = this.stage.registry.prepareStart(plugin);
		second.get();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void callsWaitForInitializeAndAreSentInTheirOrder() {
		// No call is served before initialize is done
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		CompletableFuture<JsonNode> first = this.stage.send(plugin.call("first"));
		this.stage.send(plugin.call("second"));
		this.stage.send(plugin.call("third"));
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
		assertThat(plugin.diagnostics().pendingCalls()).isEqualTo(3);
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "first", "second", "third");
		this.stage.worker().answer("first", "1");
		this.stage.turn();
		assertThat(first).isCompleted();
	}

	@Test
	void anIdThatComesBackAsTextIsUnderstood() {
		// "1" answers 1
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		long id = this.stage.worker().call("greet").get("id").longValue();
		this.stage.worker().say("{\"jsonrpc\":\"2.0\",\"id\":\"%d\",\"result\":true}".formatted(id));
		this.stage.turn();
		assertThat(answer.join().booleanValue()).isTrue();
	}

	@Test
	void restartReplacesTheProcessAndIsNotAnnouncedAsARecovery() {
		// A restart by hand is not announced as a recovery
		PluginWorker plugin = this.stage.running();
		this.stage.advance(Duration.ofSeconds(1));
		CompletableFuture<Void> restart = plugin.restart();
		this.stage.turn();
		assertThat(restart).isCompleted();
		assertThat(plugin.diagnostics().generation()).isEqualTo(2);
		assertThat(this.stage.news.told()).containsExactly("StatusChanged(STOPPING)", "Exited",
				"StatusChanged(STOPPED)", "StatusChanged(STARTING)", "StatusChanged(RUNNING)", "Ready");
		assertThat(plugin.diagnostics().totalRestarts()).isZero();
		assertThat(this.stage.launcher.alive()).isEqualTo(1);
	}

	@Test
	void aRestartSendsTheConfigurationThatWasChangedLast() {
		// A restart after a change of the configuration sends the new configuration
		PluginWorker plugin = this.stage
			.running((definition) -> definition.config(Map.of("team", "ENG")).restartJitter(0));
		CompletableFuture<?> changed = this.stage
			.send(plugin.call("configChanged").param("config", Map.of("team", "OPS")));
		this.stage.worker().answer("configChanged", "null");
		this.stage.turn();
		assertThat(changed).isCompleted();
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		assertThat(initializedWith()).isEqualTo("{\"team\":\"OPS\"}");
		plugin.restart();
		this.stage.advance(SECOND);
		assertThat(this.stage.launcher.workers()).hasSize(3);
		assertThat(initializedWith()).isEqualTo("{\"team\":\"OPS\"}");
		plugin.stop();
		this.stage.turn();
		this.stage.registry.startWorker(definition((definition) -> definition.config(Map.of("team", "NEW"))));
		this.stage.advance(SECOND);
		assertThat(initializedWith()).isEqualTo("{\"team\":\"NEW\"}");
	}

	@Test
	void lateHandlerResultsOfOneProcessNeverReachTheNext() {
		// Late handler results of one process never reach the next
		CompletableFuture<String> later = new CompletableFuture<>();
		this.stage.handle("ping", (params, call) -> later);
		PluginWorker plugin = this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		plugin.start();
		this.stage.turn();
		later.complete("of the dead");
		this.stage.turn();
		assertThat(this.stage.worker().received()).hasSize(1);
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
	}

	@Test
	void metaNeverOverwritesTheHostsOwnFieldsOfALogLine() {
		// A worker's meta never overwrites the host's own fields of a log line
		Logger logger = (Logger) LoggerFactory.getLogger("plugin." + WorkerStage.ID);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		this.stage.running();
		this.stage.worker()
			.notify("log",
					"{\"level\":\"warn\",\"message\":\"true\",\"meta\":{\"plugin.id\":\"other\",\"level\":\"error\","
							+ "\"message\":\"false\",\"logger\":\"root\",\"n\":1}}");
		this.stage.turn();
		logger.detachAppender(log);
		assertThat(log.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.WARN);
			assertThat(line.getFormattedMessage()).isEqualTo("true");
			assertThat(line.getMDCPropertyMap()).isEqualTo(Map.of("plugin.id", "acme.linear", "plugin.pid", "100"));
			assertThat(line.getKeyValuePairs()).extracting((pair) -> pair.key)
				.containsExactlyInAnyOrder("plugin.level", "plugin.meta.plugin_id", "plugin.meta.level",
						"plugin.meta.message", "plugin.meta.logger", "plugin.meta.n");
		});
	}

	@Test
	void aWorkerThatIsAliveButDeafIsNotShownAsRunning() {
		// A worker that is alive but deaf is not shown as running for ever
		PluginWorker plugin = this.stage.running((definition) -> definition.healthCheckEnabled(true)
			.healthCheckInterval(Duration.ofSeconds(30))
			.healthCheckTimeout(Duration.ofSeconds(5))
			.healthCheckFailureThreshold(3));
		this.stage.advance(Duration.ofSeconds(95).minusMillis(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.advance(Duration.ofMillis(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		PluginWorkerCrashedEvent crash = this.stage.news.last(PluginWorkerCrashedEvent.class);
		assertThat(crash.reason()).isEqualTo(CrashReason.UNRESPONSIVE);
		assertThat(crash.willRestart()).isTrue();
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.diagnostics().health()).isNull();
	}

	@Test
	void countsUptimeFromRunningAndNotFromTheSpawn() {
		// Uptime counts from when the worker runs, and not from the spawn
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.advance(Duration.ofSeconds(10));
		assertThat(plugin.diagnostics().uptime()).isNull();
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.advance(Duration.ofSeconds(3));
		assertThat(plugin.diagnostics().uptime()).isEqualTo(Duration.ofSeconds(3));
		assertThat(plugin.supportedMethods()).isEmpty();
	}

	private String initializedWith() {
		return this.stage.worker().received().get(0).get("params").get("config").toString();
	}

	private static PluginDefinition definition(UnaryOperator<PluginDefinitionBuilder> customizer) {
		return WorkerStage.definition(customizer);
	}

}
