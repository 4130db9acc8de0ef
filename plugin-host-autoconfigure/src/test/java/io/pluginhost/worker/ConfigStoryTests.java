package io.pluginhost.worker;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How a worker gets a configuration that has changed, told in sentences.
 */
class ConfigStoryTests {

	private static final Map<String, @Nullable Object> CHANGED = Map.of("team", "OPS");

	private final WorkerStage stage = new WorkerStage();

	@Test
	void aWorkerThatSupportsItIsTold() {
		PluginWorker plugin = running("configChanged");
		CompletableFuture<Void> update = update(CHANGED);
		assertThat(update).isNotDone();
		assertThat(this.stage.worker().call("configChanged").path("params"))
			.hasToString("{\"config\":{\"team\":\"OPS\"}}");
		assertThat(config()).isEqualTo(Map.of("team", "ENG"));
		answer("configChanged", "null");
		assertThat(update).isCompleted();
		assertThat(config()).isEqualTo(CHANGED);
		assertThat(plugin.diagnostics().generation()).isEqualTo(1);
	}

	@Test
	void aWorkerThatDoesNotSupportItIsRestartedGracefully() {
		PluginWorker plugin = running("greet");
		FakeWorker first = this.stage.worker();
		first.ignoring("shutdown");
		CompletableFuture<Void> update = update(CHANGED);
		assertThat(first.receivedMethods()).endsWith("shutdown").doesNotContain("configChanged");
		assertThat(update).isNotDone();
		first.process.exit(0);
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(update).isCompleted();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
		assertThat(initialized()).hasToString("{\"team\":\"OPS\"}");
	}

	@Test
	void aWorkerThatPromisesMoreThanItCanIsRestarted() {
		PluginWorker plugin = running("configChanged");
		CompletableFuture<Void> update = update(CHANGED);
		this.stage.worker().refuse("configChanged", -32004, "later");
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(update).isCompleted();
		assertThat(plugin.diagnostics().generation()).isEqualTo(2);
		assertThat(initialized()).hasToString("{\"team\":\"OPS\"}");
	}

	@Test
	void aConfigurationThatIsRefusedChangesNothing() {
		running("configChanged");
		CompletableFuture<Void> update = update(CHANGED);
		this.stage.worker().refuse("configChanged", -32002, "no such team");
		this.stage.turn();
		assertThat(WorkerStage.failure(update)).isInstanceOfSatisfying(PluginRpcException.class, (ex) -> {
			assertThat(ex).hasMessage("no such team");
			assertThat(ex.pluginId()).isEqualTo("acme.linear");
			assertThat(ex.method()).isEqualTo("configChanged");
		});
		assertThat(config()).isEqualTo(Map.of("team", "ENG"));
		crashAndComeBack();
		assertThat(initialized()).hasToString("{\"team\":\"ENG\"}");
	}

	@Test
	void aWorkerThatDoesNotAnswerInTimeKeepsWhatItHas() {
		running("configChanged");
		CompletableFuture<Void> update = update(CHANGED);
		this.stage.advance(Duration.ofSeconds(30));
		assertThat(WorkerStage.failure(update)).isInstanceOf(RpcTimeoutException.class);
		assertThat(config()).isEqualTo(Map.of("team", "ENG"));
	}

	@Test
	void aWorkerThatDiesOfItsConfigurationComesBackWithTheOldOne() {
		running("configChanged");
		CompletableFuture<Void> update = update(CHANGED);
		crashAndComeBack();
		assertThat(WorkerStage.failure(update)).isInstanceOf(WorkerUnavailableException.class);
		assertThat(initialized()).hasToString("{\"team\":\"ENG\"}");
	}

	@Test
	void aWorkerThatIsBusyWithItsConfigurationIsNotKilled() {
		this.stage.launcher.next((worker) -> worker.on("initialize",
				(request) -> worker.answer(request, "{\"ok\":true,\"supportedMethods\":[\"configChanged\"]}")));
		PluginWorker plugin = this.stage.running((definition) -> definition.healthCheckEnabled(true)
			.healthCheckInterval(Duration.ofSeconds(1))
			.healthCheckTimeout(Duration.ofSeconds(1)));
		CompletableFuture<Void> update = update(CHANGED);
		this.stage.advance(Duration.ofSeconds(20));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		answer("configChanged", "null");
		assertThat(update).isCompleted();
	}

	@Test
	void afterACrashAWorkerStartsWithWhatItWasTold() {
		running("configChanged");
		update(CHANGED);
		answer("configChanged", "null");
		crashAndComeBack();
		assertThat(initialized()).hasToString("{\"team\":\"OPS\"}");
	}

	@Test
	void aWorkerThatIsStoppedStartsWithIt() {
		PluginWorker plugin = this.stage.plugin((definition) -> definition.config(Map.of("team", "ENG")));
		CompletableFuture<Void> update = update(CHANGED);
		assertThat(update).isCompleted();
		plugin.start();
		this.stage.turn();
		assertThat(initialized()).hasToString("{\"team\":\"OPS\"}");
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
	}

	@Test
	void aWorkerInBackoffStartsWithIt() {
		PluginWorker plugin = running("configChanged");
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(update(CHANGED)).isCompleted();
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(initialized()).hasToString("{\"team\":\"OPS\"}");
	}

	@Test
	void aWorkerThatIsBeingInitializedIsToldOnceItRuns() {
		PluginWorker plugin = initializing();
		CompletableFuture<Void> update = update(CHANGED);
		assertThat(update).isNotDone();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
		this.stage.worker().answer("initialize", "{\"ok\":true,\"supportedMethods\":[\"configChanged\"]}");
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		answer("configChanged", "null");
		assertThat(update).isCompleted();
	}

	@Test
	void aWorkerThatIsBeingInitializedAndSupportsNothingIsRestartedOnce() {
		PluginWorker plugin = initializing();
		CompletableFuture<Void> first = update(Map.of("team", "A"));
		CompletableFuture<Void> second = update(CHANGED);
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(List.of(first, second)).allSatisfy((update) -> assertThat(update).isCompleted());
		assertThat(plugin.diagnostics().generation()).isEqualTo(2);
		assertThat(initialized()).hasToString("{\"team\":\"OPS\"}");
	}

	@Test
	void aWorkerThatFailsToInitializeIsTriedAgainWithIt() {
		initializing();
		CompletableFuture<Void> update = update(CHANGED);
		this.stage.worker().refuse("initialize", -32002, "no such team");
		this.stage.turn();
		assertThat(update).isCompleted();
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(initialized()).hasToString("{\"team\":\"OPS\"}");
	}

	@Test
	void theLatestUpdateCountsInWhateverOrderTheyAreAnswered() {
		running("configChanged");
		update(Map.of("team", "A"));
		JsonNode first = this.stage.worker().call("configChanged");
		update(Map.of("team", "B"));
		JsonNode second = this.stage.worker().received().get(this.stage.worker().received().size() - 1);
		this.stage.worker().answer(second, "null");
		this.stage.worker().answer(first, "null");
		this.stage.turn();
		assertThat(config()).isEqualTo(Map.of("team", "B"));
	}

	@Test
	void nullsAndEmptyPartsArriveAsTheyAre() {
		running("configChanged");
		update(Collections.singletonMap("label", null));
		assertThat(this.stage.worker().call("configChanged").path("params"))
			.hasToString("{\"config\":{\"label\":null}}");
	}

	@Test
	void aConfigurationThatCannotBeSentIsRefusedAtOnce() {
		this.stage.running((definition) -> definition.maxMessageSize(1000));
		assertThat(WorkerStage.failure(update(Map.of("text", "x".repeat(1000))))).isInstanceOf(PluginRpcException.class)
			.hasMessageStartingWith("Configuration cannot be sent to plugin 'acme.linear': ");
		assertThat(config()).isEmpty();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
	}

	@Test
	void aStopWhileItIsRestartedEndsTheUpdate() {
		PluginWorker plugin = running("greet");
		this.stage.worker().ignoring("shutdown");
		CompletableFuture<Void> update = update(CHANGED);
		plugin.stop();
		this.stage.turn();
		assertThat(WorkerStage.failure(update)).isInstanceOf(WorkerUnavailableException.class);
	}

	@Test
	void anUnknownPluginHasNoConfiguration() {
		assertThatExceptionOfType(UnknownPluginException.class)
			.isThrownBy(() -> this.stage.registry.updateConfig("acme.jira", CHANGED));
	}

	private PluginWorker running(String supported) {
		this.stage.launcher.next((worker) -> worker.on("initialize",
				(request) -> worker.answer(request, "{\"ok\":true,\"supportedMethods\":[\"" + supported + "\"]}")));
		return this.stage.running((definition) -> definition.config(Map.of("team", "ENG")));
	}

	private PluginWorker initializing() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.config(Map.of("team", "ENG")));
		plugin.start();
		this.stage.turn();
		return plugin;
	}

	private CompletableFuture<Void> update(Map<String, @Nullable Object> config) {
		CompletableFuture<Void> update = this.stage.registry.updateConfig(WorkerStage.ID, config);
		this.stage.turn();
		return update;
	}

	private void answer(String method, String result) {
		this.stage.worker().answer(method, result);
		this.stage.turn();
	}

	private void crashAndComeBack() {
		this.stage.worker().process.exit(1);
		this.stage.advance(Duration.ofSeconds(2));
	}

	private JsonNode initialized() {
		return this.stage.worker().received().get(0).path("params").path("config");
	}

	private Map<String, @Nullable Object> config() {
		return this.stage.registry.findDefinition(WorkerStage.ID).map(PluginDefinition::config).orElseThrow();
	}

}
