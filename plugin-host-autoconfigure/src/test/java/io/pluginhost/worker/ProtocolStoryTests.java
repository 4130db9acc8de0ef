package io.pluginhost.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a worker whose protocol adds nothing to JSON-RPC: what the host says and
 * understands is a matter of the protocol alone.
 */
class ProtocolStoryTests {

	private final WorkerStage stage = new WorkerStage(new PlainProtocol());

	@Test
	void workerWithoutOpeningIsReadyOnceItsProcessRuns() {
		PluginWorker plugin = this.stage.running();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.worker().received()).isEmpty();
		CompletableFuture<@Nullable JsonNode> answer = this.stage.send(plugin.call("greet"));
		this.stage.worker().answer("greet", "\"hello\"");
		this.stage.turn();
		assertThat(answer.join()).hasToString("\"hello\"");
	}

	@Test
	void callGoesWithoutWhatTheProtocolDoesNotHave() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<@Nullable JsonNode> answer = this.stage
			.send(plugin.call("greet").scope("acme").timeout(Duration.ofSeconds(1)));
		assertThat(this.stage.worker().received()).singleElement()
			.satisfies((call) -> assertThat(call.propertyNames()).containsExactly("jsonrpc", "id", "method", "params"));
		this.stage.advance(Duration.ofSeconds(2));
		assertThat(answer).isCompletedExceptionally();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("greet");
	}

	@Test
	void messageIsFromInsideNoCallWhereNothingIsEchoed() {
		this.stage.handle("where", (params, call) -> String.valueOf(call.companyId()));
		this.stage.running();
		this.stage.worker().requestInside("1", "1", "where", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").path("result").stringValue()).isEqualTo("null");
	}

	@Test
	void workerWithoutOpeningIsReadyAgainAfterACrash() {
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.exit(1);
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.launcher.workers()).hasSize(2);
	}

	@Test
	void workerIsNotAskedForASignOfLifeThatItsProtocolDoesNotHave() {
		PluginWorker plugin = this.stage.running((definition) -> definition.healthCheckEnabled(true));
		this.stage.advance(Duration.ofHours(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.worker().received()).isEmpty();
	}

	@Test
	void stopWithoutAMethodForItEndsStdinOnceCallsAreAnswered() {
		this.stage.launcher.each((worker) -> worker.onEnd(() -> worker.process.exit(0)));
		PluginWorker plugin = this.stage.running();
		CompletableFuture<@Nullable JsonNode> answer = this.stage.send(plugin.call("greet"));
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(this.stage.worker().hasHeardEnd()).isFalse();
		this.stage.worker().answer("greet", "\"hello\"");
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(answer).isCompleted();
		assertThat(stop).isCompleted();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("greet");
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
	}

	@Test
	void stopOfAWorkerThatIgnoresTheEndOfStdinTerminatesIt() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(stop).isCompleted();
		assertThat(this.stage.worker().process.timesTerminated()).isEqualTo(1);
	}

	@Test
	void changedConfigurationTakesARestart() {
		this.stage.running();
		CompletableFuture<Void> update = this.stage.registry.updateConfig(WorkerStage.ID, Map.of("team", "OPS"));
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(update).isCompleted();
		assertThat(this.stage.launcher.workers()).hasSize(2);
		assertThat(this.stage.worker().received()).isEmpty();
	}

	@Test
	void notificationThatMeansNothingToTheProtocolIsForAHandler() {
		List<String> handled = new ArrayList<>();
		this.stage.handle("log", (params, call) -> handled.add(String.valueOf(params)));
		this.stage.running();
		this.stage.worker().notify("log", "{\"message\":\"m\"}");
		this.stage.turn();
		assertThat(handled).containsExactly("{\"message\":\"m\"}");
	}

}
