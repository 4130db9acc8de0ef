package io.pluginhost.worker;

import java.time.Duration;
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
 * many at once as can be. Immutable. A circle is cut where it closes.
 */
public final class StopOrder {

	private final Map<String, PluginDefinition> definitions = new LinkedHashMap<>();

	/**
	 * Make out the order.
	 * @param definitions the plugins that are stopped together
	 */
	public StopOrder(Collection<PluginDefinition> definitions) {
		definitions.forEach((definition) -> this.definitions.put(definition.id(), definition));
	}

	/**
	 * Return how long it may take until a plugin has been stopped, with those that are
	 * stopped before it.
	 * @param pluginId the plugin
	 * @return the sum of the longest way
	 */
	public Duration longest(String pluginId) {
		return longest(pluginId, Set.of());
	}

	/**
	 * Return how long it may take until all have been stopped.
	 * @return the sum of the longest way of all
	 */
	public Duration longest() {
		return this.definitions.keySet().stream().map(this::longest).max(Duration::compareTo).orElse(Duration.ZERO);
	}

	private Duration longest(String pluginId, Set<String> way) {
		Set<String> further = with(way, pluginId);
		Duration before = dependents(pluginId, further).stream()
			.map((dependent) -> longest(dependent, further))
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
		return before.plus(Objects.requireNonNull(this.definitions.get(pluginId)).shutdown().total());
	}

	/**
	 * Stop all.
	 * @param stop stops one plugin, and completes when it has stopped
	 * @return completes when all have stopped
	 */
	CompletableFuture<Void> stop(Function<String, CompletableFuture<Void>> stop) {
		Map<String, CompletableFuture<Void>> stops = new HashMap<>();
		this.definitions.keySet().forEach((pluginId) -> stop(pluginId, stop, Set.of(), stops));
		return CompletableFuture.allOf(stops.values().toArray(CompletableFuture<?>[]::new));
	}

	private CompletableFuture<Void> stop(String pluginId, Function<String, CompletableFuture<Void>> stop,
			Set<String> way, Map<String, CompletableFuture<Void>> stops) {
		CompletableFuture<Void> known = stops.get(pluginId);
		if (known != null) {
			return known;
		}
		Set<String> further = with(way, pluginId);
		List<String> dependents = dependents(pluginId, further);
		CompletableFuture<?>[] before = dependents.stream()
			.map((dependent) -> stop(dependent, stop, further, stops))
			.toArray(CompletableFuture<?>[]::new);
		// However the others' stops went, this one is due
		CompletableFuture<Void> own = (before.length == 0) ? stop.apply(pluginId)
				: CompletableFuture.allOf(before).handle((done, failure) -> pluginId).thenCompose(stop);
		stops.put(pluginId, own);
		return own;
	}

	private List<String> dependents(String pluginId, Set<String> except) {
		return this.definitions.values()
			.stream()
			.filter((definition) -> definition.dependsOn().contains(pluginId) && !except.contains(definition.id()))
			.map(PluginDefinition::id)
			.toList();
	}

	private static Set<String> with(Set<String> way, String pluginId) {
		Set<String> further = new HashSet<>(way);
		further.add(pluginId);
		return further;
	}

}
