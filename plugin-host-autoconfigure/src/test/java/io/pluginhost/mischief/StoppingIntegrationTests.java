package io.pluginhost.mischief;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers that will not go: they get the time they are promised, and then they go.
 */
@DisabledOnOs(OS.WINDOWS)
class StoppingIntegrationTests {

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@Test
	void workerThatIgnoresShutdownIsTerminated() {
		assertThat(stop(patient("ignore-shutdown", "ignore-end")).signal()).isEqualTo("SIGTERM");
	}

	@Test
	void workerThatAcknowledgesShutdownAndStaysIsTerminated() {
		assertThat(stop(patient("stay", "ignore-end")).signal()).isEqualTo("SIGTERM");
	}

	@Test
	void workerThatKnowsNoShutdownEndsWithItsStdin() {
		// However long it might have drained
		PluginWorkerExitedEvent exit = stop(
				host.plugin("refuse-shutdown").shutdownDrain(Duration.ofMinutes(30)).build());
		assertThat(exit.exitCode()).isZero();
	}

	@Test
	void workerThatIgnoresShutdownEndsWithItsStdinBeforeSigterm() {
		PluginWorkerExitedEvent exit = stop(host.plugin("ignore-shutdown")
			.shutdownDrain(Duration.ofSeconds(1))
			.shutdownTermGrace(MischiefHost.PATIENCE)
			.build());
		assertThat(exit.exitCode()).isZero();
	}

	@Test
	void workerThatIgnoresSigtermIsKilled() {
		assertThat(stop(host.plugin("ignore-shutdown", "ignore-end", "ignore-term").build()).signal())
			.isEqualTo("SIGKILL");
	}

	@Test
	void workerThatIsStoppedBySignalIsKilled() {
		PluginDefinition definition = host.plugin().build();
		PluginWorker worker = host.start(definition);
		worker.send("signal-stop", Map.of());
		assertThat(worker.stop()).succeedsWithin(MischiefHost.PATIENCE);
		assertThat(host.exit(definition.id()).signal()).isEqualTo("SIGKILL");
	}

	/**
	 * Two of three seconds, with grace periods that would have cut it short. On a machine
	 * so busy that the worker is late, it must have had its three seconds all the same.
	 */
	@Test
	void workerThatTakesMostOfItsDrainGetsIt() {
		Duration drain = Duration.ofSeconds(3);
		PluginDefinition definition = host.plugin("slow-shutdown=2000")
			.shutdownDrain(drain)
			.shutdownTermGrace(Duration.ofMillis(10))
			.shutdownKillGrace(Duration.ofMillis(10))
			.build();
		PluginWorker worker = host.start(definition);
		long asked = System.nanoTime();
		assertThat(worker.stop()).succeedsWithin(MischiefHost.PATIENCE);
		Duration taken = Duration.ofNanos(System.nanoTime() - asked);
		if (taken.compareTo(drain) < 0) {
			PluginWorkerExitedEvent exit = host.exit(definition.id());
			assertThat(exit.exitCode()).isEqualTo(42);
			assertThat(exit.signal()).isNull();
		}
	}

	@Test
	void callInFlightIsAnsweredWhileTheWorkerDrains() {
		PluginDefinition definition = host.plugin("stay")
			.shutdownDrain(MischiefHost.PATIENCE)
			.handler("gate", (params, call) -> host.awaitStatus(call.pluginId(), WorkerStatus.STOPPING).status())
			.build();
		PluginWorker worker = host.start(definition);
		CompletableFuture<JsonNode> call = worker.call("host").param("method", "gate").retrieveAsync(JsonNode.class);
		await().atMost(MischiefHost.PATIENCE).until(() -> worker.diagnostics().pendingCalls() == 1);
		CompletableFuture<Void> stop = worker.stop();
		assertThat(call).succeedsWithin(MischiefHost.PATIENCE).asString().contains("STOPPING");
		assertThat(stop).isNotDone();
		ProcessHandle.of(worker.diagnostics().pid()).orElseThrow().destroyForcibly();
		assertThat(stop).succeedsWithin(MischiefHost.PATIENCE);
	}

	/**
	 * With time enough for SIGTERM to help.
	 */
	private static PluginDefinition patient(String... habits) {
		return host.plugin(habits).shutdownTermGrace(MischiefHost.PATIENCE).build();
	}

	private static PluginWorkerExitedEvent stop(PluginDefinition definition) {
		PluginWorker worker = host.start(definition);
		assertThat(worker.stop()).succeedsWithin(MischiefHost.PATIENCE);
		assertThat(worker.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(worker.diagnostics().pid()).isNull();
		assertThat(host.events(definition.id(), PluginWorkerCrashedEvent.class, 0)).isEmpty();
		return host.exit(definition.id());
	}

}
