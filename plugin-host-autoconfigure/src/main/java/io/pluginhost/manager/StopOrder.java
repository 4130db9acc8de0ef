package io.pluginhost.manager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.pluginhost.PluginDefinition;

/**
 * The order in which plugins are stopped together: each after those that depend on it, as
 * many at once as can be. A circle is cut where it closes. Immutable; made out once, in
 * time that grows with the number of plugins and dependencies.
 */
public final class StopOrder {

	private final Map<String, PluginDefinition> definitions = new LinkedHashMap<>();

	/** The plugins that are stopped before one, which come before it in the map too. */
	private final Map<String, List<String>> before = new LinkedHashMap<>();

	private final Map<String, Duration> longest = new HashMap<>();

	/**
	 * Make out the order.
	 * @param definitions the plugins that are stopped together
	 */
	public StopOrder(Collection<PluginDefinition> definitions) {
		definitions.forEach((definition) -> this.definitions.put(definition.id(), definition));
		Map<String, List<String>> dependents = new HashMap<>();
		definitions.forEach((definition) -> definition.dependsOn()
			.forEach((id) -> dependents.computeIfAbsent(id, (key) -> new ArrayList<>()).add(definition.id())));
		Set<String> visited = new HashSet<>();
		this.definitions.keySet().forEach((pluginId) -> visit(pluginId, dependents, visited));
		this.before.forEach((pluginId, earlier) -> {
			Duration wait = earlier.stream().map(this::longest).max(Duration::compareTo).orElse(Duration.ZERO);
			this.longest.put(pluginId, wait.plus(definition(pluginId).shutdown().total()));
		});
	}

	/**
	 * Visit a plugin after its dependents. One that has been visited but is not in the
	 * order yet closes a circle.
	 */
	private void visit(String pluginId, Map<String, List<String>> dependents, Set<String> visited) {
		if (!visited.add(pluginId)) {
			return;
		}
		List<String> earlier = new ArrayList<>();
		for (String dependent : dependents.getOrDefault(pluginId, List.of())) {
			visit(dependent, dependents, visited);
			if (this.before.containsKey(dependent)) {
				earlier.add(dependent);
			}
		}
		this.before.put(pluginId, earlier);
	}

	/**
	 * Return how long it may take until a plugin has been stopped, with those that are
	 * stopped before it.
	 * @param pluginId the plugin
	 * @return the sum of the longest way
	 */
	public Duration longest(String pluginId) {
		return Objects.requireNonNull(this.longest.get(pluginId));
	}

	/**
	 * Return how long it may take until all have been stopped.
	 * @return the sum of the longest way of all
	 */
	public Duration longest() {
		return this.longest.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
	}

	/**
	 * Stop all.
	 * @param stop stops one plugin, and completes when it has stopped
	 * @return completes when all have stopped
	 */
	CompletableFuture<Void> stop(Function<String, CompletableFuture<Void>> stop) {
		Map<String, CompletableFuture<Void>> stops = new HashMap<>();
		this.before.forEach((pluginId, earlier) -> {
			CompletableFuture<?>[] due = earlier.stream().map(stops::get).toArray(CompletableFuture<?>[]::new);
			// However the others' stops went, this one is due
			stops.put(pluginId, (due.length == 0) ? stop.apply(pluginId)
					: CompletableFuture.allOf(due).handle((done, failure) -> pluginId).thenCompose(stop));
		});
		return CompletableFuture.allOf(stops.values().toArray(CompletableFuture<?>[]::new));
	}

	private PluginDefinition definition(String pluginId) {
		return Objects.requireNonNull(this.definitions.get(pluginId));
	}

}
