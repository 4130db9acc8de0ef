package io.pluginhost.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.manager.StopOrder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker all of whose times are meant as "for ever".
 */
class ForEverStoryTests {

	private static final Duration DAY = Duration.ofDays(1);

	private final WorkerStage stage = new WorkerStage();

	static Stream<Duration> forEver() {
		return Stream.of(Duration.ofDays(300 * 365L), Duration.ofSeconds(Long.MAX_VALUE));
	}

	@ParameterizedTest
	@MethodSource("forEver")
	void neitherHealthNorCallsNorHostCallsAreEverTooLate(Duration forEver) {
		// A time meant as "for ever" is as good as for ever: nothing fails by it
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.stage.handle("state.get", (params, call) -> answer);
		PluginWorker plugin = this.stage
			.running((definition) -> patient(definition, forEver).healthCheckInterval(Duration.ofMinutes(5))
				.healthCheckTimeout(Duration.ofSeconds(5)));
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet").timeout(forEver));
		this.stage.advance(DAY);
		assertThat(plugin.status()).as("busy-limit").isEqualTo(WorkerStatus.RUNNING);
		this.stage.worker().request("1", "state.get", "{}");
		this.stage.advance(DAY);
		assertThat(this.stage.worker().hasAnswerTo("1")).as("host-call-timeout").isFalse();
		answer.complete("late");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("result").stringValue()).isEqualTo("late");
		assertThat(call).as("timeout").isNotDone();
		this.stage.worker().answer("greet", "\"hello\"");
		this.stage.turn();
		assertThat(call).isCompleted();
	}

	@ParameterizedTest
	@MethodSource("forEver")
	void aStopMayTakeForEver(Duration forEver) {
		PluginWorker plugin = this.stage.running((definition) -> patient(definition, forEver));
		this.stage.worker().ignoring("shutdown");
		CompletableFuture<Void> stop = plugin.stop();
		this.stage.advance(DAY);
		assertThat(stop).isNotDone();
		assertThat(this.stage.worker().process.timesTerminated()).isZero();
		PluginDefinition base = patient(PluginDefinition.builder("base").command("any"), forEver).build();
		PluginDefinition top = patient(PluginDefinition.builder("top").command("any"), forEver).dependsOn("base")
			.build();
		assertThat(new StopOrder(List.of(base, top)).longest().toMillis()).isPositive();
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(stop).isCompleted();
	}

	@ParameterizedTest
	@MethodSource("forEver")
	void aCrashIsFollowedByAStartAfterAVeryLongTime(Duration forEver) {
		PluginWorker plugin = this.stage.running((definition) -> patient(definition, forEver));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(plugin.diagnostics().nextRestartAt()).isAfter(this.stage.time.now().plus(DAY));
		assertThat(plugin.diagnostics().consecutiveCrashes()).isEqualTo(1);
	}

	private static PluginDefinitionBuilder patient(PluginDefinitionBuilder definition, Duration forEver) {
		return definition.rpcTimeout(forEver)
			.initializeTimeout(forEver)
			.shutdownDrain(forEver)
			.shutdownTermGrace(forEver)
			.shutdownKillGrace(forEver)
			.restartInitialDelay(forEver)
			.restartMaxDelay(forEver)
			.restartResetAfter(forEver)
			.healthCheckEnabled(true)
			.healthCheckInterval(forEver)
			.healthCheckTimeout(forEver)
			.healthCheckBusyLimit(forEver)
			.hostCallTimeout(forEver)
			.writeStallTimeout(forEver);
	}

}
