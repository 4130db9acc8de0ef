package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.manager.DefinedPlugins;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

@ExtendWith(OutputCaptureExtension.class)
class PluginHostLifecycleTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final FakePluginWorkerManager manager = new FakePluginWorkerManager("a", "b", "c");

	private Predicate<PluginWorker> meantToRun = new DefinedPlugins(List.of(), Map.of())::isMeantToRun;

	private CompletableFuture<Void> newsTold = CompletableFuture.completedFuture(null);

	private final List<PluginDefinition> definitions = new ArrayList<>(
			List.of(definition("a", true), definition("b", true), definition("c", false)));

	@Test
	void startWhenInBackgroundDoesNotWait() {
		PluginHostLifecycle lifecycle = lifecycle("background");
		assertThat(lifecycle.isRunning()).isFalse();
		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("a", "b", "c");
	}

	@Test
	void startLogsAllPluginsInOneEvent(CapturedOutput output) {
		lifecycle("background").start();
		assertThat(output.getOut().lines().filter((line) -> line.contains("3 configured plugins:"))).hasSize(1);
		assertThat(output.getOut().lines().filter((line) -> line.matches(" {2}[abc] .* (yes|no) .*none"))).hasSize(3);
	}

	@Test
	void startWhenInBackgroundSurvivesFailure() {
		PluginHostLifecycle lifecycle = lifecycle("background");
		lifecycle.start();
		this.manager.getWorker("a").failed(new IllegalStateException("no luck"));
		assertThat(lifecycle.isRunning()).isTrue();
	}

	@Test
	void startWhenConcurrencyIsLimitedStartsNoMoreAtOnce() {
		lifecycle("background", "startup-concurrency", "2").start();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("a", "b");
		this.manager.getWorker("a").started();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("b", "c");
	}

	@Test
	void startWhenBlockingWaitsForWhatIsRequired() {
		// An application does not wait for a plugin it does not require
		CompletableFuture<Void> start = CompletableFuture.runAsync(lifecycle("blocking")::start);
		assertThat(this.manager.getWorker("c").toldToStart()).succeedsWithin(PATIENCE);
		this.manager.getWorker("a").started();
		assertThat(start).isNotDone();
		this.manager.getWorker("b").started();
		assertThat(start).succeedsWithin(PATIENCE);
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("c");
	}

	@Test
	void startWhenBlockingFailsWithWhatIsRequired() {
		CompletableFuture<Void> start = CompletableFuture.runAsync(lifecycle("blocking")::start);
		assertThat(this.manager.getWorker("b").toldToStart()).succeedsWithin(PATIENCE);
		this.manager.getWorker("a").started();
		this.manager.getWorker("b").failed(new IllegalStateException("no luck"));
		assertThat(start).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingCause()
			.withMessage("Required plugin 'b' did not start")
			.havingCause()
			.withMessage("no luck");
	}

	@Test
	void startWhenBlockingFailsWithAllThatHasFailedByThen() {
		// A report contains why each plugin did not start
		CompletableFuture<Void> start = CompletableFuture.runAsync(lifecycle("blocking")::start);
		assertThat(this.manager.getWorker("b").toldToStart()).succeedsWithin(PATIENCE);
		this.manager.getWorker("b").failed(new IllegalStateException("no luck"));
		this.manager.getWorker("a").failed(new IllegalStateException("no luck either"));
		assertThat(start).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingCause()
			.asInstanceOf(InstanceOfAssertFactories.type(PluginStartupFailedException.class))
			.extracting(PluginStartupFailedException::failures, InstanceOfAssertFactories.MAP)
			.containsOnlyKeys("a", "b");
	}

	@Test
	void startWhenBlockingDoesNotFailWithWhatIsNotRequired() {
		CompletableFuture<Void> start = CompletableFuture.runAsync(lifecycle("blocking")::start);
		assertThat(this.manager.getWorker("c").toldToStart()).succeedsWithin(PATIENCE);
		this.manager.getWorker("c").failed(new IllegalStateException("no luck"));
		this.manager.getWorker("a").started();
		this.manager.getWorker("b").started();
		assertThat(start).succeedsWithin(PATIENCE);
	}

	@Test
	void startWhenBlockingEndsWhenStoppedMeanwhile() {
		// The start of a plugin that is stopped before it fails, and does not wait for
		// ever
		PluginHostLifecycle lifecycle = lifecycle("blocking", "startup-concurrency", "1");
		CompletableFuture<Void> start = CompletableFuture.runAsync(lifecycle::start);
		assertThat(this.manager.getWorker("a").toldToStart()).succeedsWithin(PATIENCE);
		lifecycle.stop(() -> {
		});
		this.manager.getWorker("a").started();
		assertThat(start).failsWithin(PATIENCE);
	}

	@Test
	void startWhenNoneStartsNothing() {
		lifecycle("none").start();
		assertThat(ids(WorkerStatus.STOPPED)).containsExactly("a", "b", "c");
	}

	@Test
	void startWhenPluginIsGoneStartsTheOthers() {
		this.manager.removeWorker("b").join();
		lifecycle("background").start();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("a", "c");
	}

	@Test
	void stopStopsAllInParallelAndCompletesOnceStopped() {
		PluginHostLifecycle lifecycle = started("background");
		AtomicBoolean stopped = new AtomicBoolean();
		lifecycle.stop(() -> stopped.set(true));
		assertThat(lifecycle.isRunning()).isFalse();
		assertThat(ids(WorkerStatus.STOPPING)).containsExactly("a", "b", "c");
		this.manager.getWorker("c").stopped();
		this.manager.getWorker("a").stopped();
		assertThat(stopped).isFalse();
		this.manager.getWorker("b").stopped();
		assertThat(stopped).isTrue();
	}

	@Test
	void stopCancelsWaitingStarts() {
		PluginHostLifecycle lifecycle = lifecycle("background", "startup-concurrency", "1");
		lifecycle.start();
		lifecycle.stop(() -> {
		});
		this.manager.getWorker("a").stopped();
		assertThat(ids(WorkerStatus.STOPPED)).containsExactly("a", "b", "c");
	}

	@Test
	void startWhenStoppedStartsWhatWasMeantToRun() {
		PluginHostLifecycle lifecycle = started("background");
		this.manager.getWorker("a").stop();
		this.manager.getWorker("a").stopped();
		this.manager.getWorker("b").become(WorkerStatus.BACKOFF);
		stop(lifecycle);
		lifecycle.start();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("b", "c");
	}

	@Test
	void startWhenStoppedStartsWhatWasWaiting() {
		// A plugin whose start is still waiting is meant to run, too
		PluginHostLifecycle lifecycle = lifecycle("background", "startup-concurrency", "2");
		lifecycle.start();
		stop(lifecycle);
		lifecycle.start();
		List.of("a", "b").forEach((id) -> this.manager.getWorker(id).started());
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("c");
	}

	@Test
	void startWhenStoppedStartsWhatWasStartedByCode() {
		PluginHostLifecycle lifecycle = lifecycle("none");
		lifecycle.start();
		this.manager.getWorker("b").start();
		this.manager.getWorker("b").started();
		stop(lifecycle);
		lifecycle.start();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("b");
	}

	@Test
	void startWhenStoppedStartsWhatTheManagerReportsAsMeantToRun() {
		// Whatever it looked like at that moment
		PluginHostLifecycle lifecycle = started("background");
		this.manager.getWorker("b").become(WorkerStatus.STOPPED);
		this.manager.getWorker("c").become(WorkerStatus.STOPPING);
		this.meantToRun = (worker) -> !worker.pluginId().equals("a");
		stop(lifecycle);
		lifecycle.start();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("b", "c");
	}

	@Test
	void stopNotifiesListeners() {
		PluginHostLifecycle lifecycle = lifecycle("none");
		lifecycle.start();
		this.newsTold = new CompletableFuture<>();
		AtomicBoolean stopped = new AtomicBoolean();
		lifecycle.stop(() -> stopped.set(true));
		assertThat(stopped).isFalse();
		this.newsTold.complete(null);
		assertThat(stopped).isTrue();
	}

	@Test
	void startWhenStartedAlreadyDoesNothing() {
		PluginHostLifecycle lifecycle = started("background");
		assertThatNoException().isThrownBy(lifecycle::start);
		assertThat(ids(WorkerStatus.RUNNING)).containsExactly("a", "b", "c");
	}

	@Test
	void startWhenStopsMayTakeLongerThanSpringWaitsWarns(CapturedOutput output) {
		this.definitions.add(PluginDefinition.builder("slow")
			.command("nothing")
			.shutdownDrain(Duration.ofSeconds(20))
			.shutdownTermGrace(Duration.ofSeconds(8))
			.shutdownKillGrace(Duration.ofSeconds(3))
			.build());
		lifecycle("none").start();
		assertThat(output).contains("Stopping plugin 'slow' may take 31 s")
			.contains("the 30 s Spring waits for it (spring.lifecycle.timeout-per-shutdown-phase)")
			.doesNotContain("Stopping plugin 'a'");
	}

	@Test
	void startWhenStopsAreShortEnoughDoesNotWarn(CapturedOutput output) {
		lifecycle("none").start();
		assertThat(output).doesNotContain("Stopping plugin");
	}

	@Test
	void startWhenLazyPreparesThePluginOnly() {
		this.definitions.set(1, PluginDefinition.builder("b").command("nothing").lazy(true).build());
		CompletableFuture<Void> start = CompletableFuture.runAsync(lifecycle("blocking")::start);
		assertThat(this.manager.getWorker("a").toldToStart()).succeedsWithin(PATIENCE);
		this.manager.getWorker("a").started();
		// An application does not wait for a lazy plugin
		assertThat(start).succeedsWithin(PATIENCE);
		assertThat(ids(WorkerStatus.STOPPED)).containsExactly("b");
		assertThat(this.manager.getWorker("b").isStandingBy()).isTrue();
		assertThat(this.manager.getWorker("a").isStandingBy()).isFalse();
	}

	@Test
	void startWhenStoppedPreparesLazyPluginsAgain() {
		this.meantToRun = (worker) -> worker.pluginId().equals("b");
		this.definitions.set(1, PluginDefinition.builder("b").command("nothing").lazy(true).build());
		PluginHostLifecycle lifecycle = started("background");
		stop(lifecycle);
		assertThat(this.manager.getWorker("b").isStandingBy()).isFalse();
		lifecycle.start();
		assertThat(this.manager.getWorker("b").isStandingBy()).isTrue();
		assertThat(ids(WorkerStatus.STARTING)).isEmpty();
	}

	@Test
	void startWhenNoneDoesNotPrepareLazyPlugins() {
		this.definitions.set(1, PluginDefinition.builder("b").command("nothing").lazy(true).build());
		PluginHostLifecycle lifecycle = lifecycle("none");
		lifecycle.start();
		stop(lifecycle);
		lifecycle.start();
		assertThat(this.manager.getWorker("b").isStandingBy()).isFalse();
	}

	@Test
	void startWhenOneDependsOnAnotherWaitsForIt() {
		this.definitions.set(0, PluginDefinition.builder("a").command("nothing").dependsOn("c").build());
		lifecycle("background").start();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("b", "c");
		this.manager.getWorker("c").started();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("a", "b");
	}

	@Test
	void startWhenOneDependsOnWhatIsLazyDoesNotWait() {
		this.definitions.set(0, PluginDefinition.builder("a").command("nothing").dependsOn("b").build());
		this.definitions.set(1, PluginDefinition.builder("b").command("nothing").lazy(true).build());
		lifecycle("background").start();
		assertThat(ids(WorkerStatus.STARTING)).containsExactly("a", "c");
	}

	@Test
	void startWhenStopsOneAfterTheOtherMayTakeLongerThanSpringWaitsWarns(CapturedOutput output) {
		this.definitions.set(0, PluginDefinition.builder("a").command("nothing").dependsOn("b").build());
		lifecycle("none").start();
		assertThat(output).contains(
				"Stopping plugin 'b' may take 34 s (shutdown.drain, term-grace and kill-grace, with those that depend on it)")
			.doesNotContain("Stopping plugin 'a'");
	}

	private PluginHostLifecycle started(String startup) {
		PluginHostLifecycle lifecycle = lifecycle(startup);
		lifecycle.start();
		ids(WorkerStatus.STARTING).forEach((id) -> this.manager.getWorker(id).started());
		return lifecycle;
	}

	private void stop(PluginHostLifecycle lifecycle) {
		lifecycle.stop(() -> {
		});
		ids(WorkerStatus.STOPPING).forEach((id) -> this.manager.getWorker(id).stopped());
	}

	private PluginHostLifecycle lifecycle(String startup) {
		return lifecycle(startup, "startup-concurrency", "8");
	}

	private PluginHostLifecycle lifecycle(String startup, String key, String value) {
		PluginHostProperties properties = new Binder(
				new MapConfigurationPropertySource(Map.of("plugin-host.startup", startup, "plugin-host." + key, value)))
			.bindOrCreate("plugin-host", PluginHostProperties.class);
		return new PluginHostLifecycle(this.manager, this.definitions, properties, Duration.ofSeconds(30),
				(worker) -> this.meantToRun.test(worker), (worker) -> worker::start, () -> this.newsTold, Map.of());
	}

	private List<String> ids(WorkerStatus status) {
		return this.manager.idsOf(status);
	}

	private static PluginDefinition definition(String id, boolean required) {
		return PluginDefinition.builder(id).command("nothing").required(required).build();
	}

}
