package io.pluginhost.manager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.worker.WorkerStage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StopOrder}, and for the registry that keeps it.
 */
class StopOrderTests {

	private final List<PluginDefinition> definitions = new ArrayList<>();

	private final Map<String, CompletableFuture<Void>> stops = new TreeMap<>();

	@Test
	void stopWhenNoneDependsOnAnotherStopsAllAtOnce() {
		plugin("a").plugin("b");
		CompletableFuture<Void> all = stop();
		assertThat(this.stops).containsOnlyKeys("a", "b");
		stopped("b");
		assertThat(all).isNotDone();
		stopped("a");
		assertThat(all).isCompleted();
	}

	@Test
	void stopWhenOthersDependOnItStopsThemFirst() {
		plugin("base").plugin("middle", "base").plugin("top", "middle", "base").plugin("side", "base").plugin("free");
		CompletableFuture<Void> all = stop();
		assertThat(this.stops).containsOnlyKeys("top", "side", "free");
		stopped("side");
		stopped("free");
		assertThat(this.stops).doesNotContainKeys("middle", "base");
		stopped("top");
		assertThat(this.stops).containsKey("middle").doesNotContainKey("base");
		stopped("middle");
		assertThat(this.stops).containsKey("base");
		assertThat(all).isNotDone();
		stopped("base");
		assertThat(all).isCompleted();
	}

	@Test
	void stopWhenADependentCannotBeStoppedStopsTheRest() {
		plugin("base").plugin("top", "base");
		CompletableFuture<Void> all = stop();
		this.stops.get("top").completeExceptionally(new IllegalStateException("stuck"));
		stopped("base");
		assertThat(all).isCompletedExceptionally();
	}

	@Test
	void stopWhenThereIsACircleStopsAll() {
		plugin("a", "b").plugin("b", "a").plugin("c", "c");
		CompletableFuture<Void> all = stop();
		stopped("c");
		stopped("b");
		stopped("a");
		assertThat(all).isCompleted();
	}

	@Test
	void longestIsTheSumOfTheLongestWay() {
		plugin("base").plugin("middle", "base").plugin("top", "middle", "base");
		StopOrder order = new StopOrder(this.definitions);
		Duration one = this.definitions.get(0).shutdown().total();
		assertThat(order.longest("top")).isEqualTo(one);
		assertThat(order.longest("middle")).isEqualTo(one.multipliedBy(2));
		assertThat(order.longest("base")).isEqualTo(one.multipliedBy(3));
		assertThat(order.longest()).isEqualTo(one.multipliedBy(3));
		assertThat(new StopOrder(List.of()).longest()).isEqualTo(Duration.ZERO);
	}

	@Test
	void longestWhenThereIsACircleCutsItWhereItCloses() {
		plugin("a", "b").plugin("b", "a").plugin("c", "c");
		StopOrder order = new StopOrder(this.definitions);
		Duration one = this.definitions.get(0).shutdown().total();
		assertThat(order.longest("c")).isEqualTo(one);
		assertThat(order.longest()).isEqualTo(one.multipliedBy(2));
	}

	@Test
	@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void orderWhenThereAreManyLayersIsMadeOutInLinearTime() {
		// The order is linear in plugins and dependencies: all ways through these layers
		// are 3^200, which nobody lives to see the end of
		int layers = 200;
		for (int layer = 0; layer < layers; layer++) {
			for (String side : List.of("a", "b", "c")) {
				String below = Integer.toString(layer - 1);
				plugin(side + layer,
						(layer == 0) ? new String[0] : new String[] { "a" + below, "b" + below, "c" + below });
			}
		}
		StopOrder order = new StopOrder(this.definitions);
		Duration one = this.definitions.get(0).shutdown().total();
		assertThat(order.longest("a0")).isEqualTo(one.multipliedBy(layers));
		assertThat(order.longest("b199")).isEqualTo(one);
		assertThat(order.longest()).isEqualTo(one.multipliedBy(layers));
		CompletableFuture<Void> all = stop();
		assertThat(this.stops).containsOnlyKeys("a199", "b199", "c199");
		for (int layer = layers - 1; layer >= 0; layer--) {
			List.of("a" + layer, "b" + layer, "c" + layer).forEach(this::stopped);
		}
		assertThat(all).isCompleted();
	}

	@Test
	void stopAllStopsWhatOthersDependOnLast() {
		WorkerStage stage = new WorkerStage();
		stage.launcher.each((worker) -> worker.ignoring("shutdown"));
		PluginWorker base = stage.registry.register(PluginDefinition.builder("base").command("worker").build());
		PluginWorker top = stage.registry
			.register(PluginDefinition.builder("top").command("worker").dependsOn("base").build());
		base.start();
		stage.turn();
		top.start();
		stage.turn();
		CompletableFuture<Void> all = stage.registry.stopAll();
		stage.turn();
		assertThat(top.status()).isEqualTo(WorkerStatus.STOPPING);
		assertThat(base.status()).isEqualTo(WorkerStatus.RUNNING);
		stage.launcher.workers().get(1).process.exit(0);
		stage.turn();
		assertThat(top.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(base.status()).isEqualTo(WorkerStatus.STOPPING);
		stage.launcher.workers().get(0).process.exit(0);
		stage.turn();
		assertThat(all).isCompleted();
	}

	private StopOrderTests plugin(String id, String... dependsOn) {
		this.definitions.add(PluginDefinition.builder(id).command("any").dependsOn(dependsOn).build());
		return this;
	}

	private CompletableFuture<Void> stop() {
		return new StopOrder(this.definitions)
			.stop((id) -> this.stops.computeIfAbsent(id, (key) -> new CompletableFuture<>()));
	}

	private void stopped(String id) {
		this.stops.get(id).complete(null);
	}

}
