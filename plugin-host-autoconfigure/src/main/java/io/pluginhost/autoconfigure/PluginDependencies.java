package io.pluginhost.autoconfigure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.pluginhost.configtree.ConfigurationMistakes;
import io.pluginhost.configtree.PluginKeys;
import io.pluginhost.configtree.PropertyOrigins;

/**
 * Resolves which plugins depend on which, by the configured names or ids. Unknown names
 * and cycles are added to the mistakes. Not safe for use by several threads.
 */
final class PluginDependencies {

	private static final String KEY = "depends-on";

	private final PluginProperties defaults;

	private final PropertyOrigins origins;

	private final ConfigurationMistakes mistakes;

	private final Map<PluginSource, Plugin> bySource = new LinkedHashMap<>();

	private final Map<PluginSource, Set<String>> idsBySource = new LinkedHashMap<>();

	PluginDependencies(PluginProperties defaults, PropertyOrigins origins, ConfigurationMistakes mistakes) {
		this.defaults = defaults;
		this.origins = origins;
		this.mistakes = mistakes;
	}

	void add(PluginSource source, String id, boolean enabled, @Nullable List<String> dependsOn) {
		this.bySource.put(source, new Plugin(source, id, enabled, dependsOn));
	}

	/**
	 * Return the dependencies of a plugin, once all plugins have been added.
	 * @param source where the plugin is defined
	 * @return the ids of other plugins
	 */
	Set<String> of(PluginSource source) {
		return this.idsBySource.computeIfAbsent(source,
				(key) -> resolve(Objects.requireNonNull(this.bySource.get(key))));
	}

	/**
	 * Return the dependencies of a plugin that is registered later and has none of its
	 * own, once all others have been added.
	 */
	Set<String> ofDefaults() {
		return resolve(null);
	}

	private Set<String> resolve(@Nullable Plugin plugin) {
		List<String> own = (plugin != null) ? plugin.dependsOn() : null;
		List<String> texts = (own != null) ? own : this.defaults.dependsOn();
		Set<String> ids = new LinkedHashSet<>();
		for (int i = 0; texts != null && i < texts.size(); i++) {
			Plugin other = find(texts.get(i));
			if (other != null && other == plugin && own == null) {
				// A default dependency does not depend on itself
				continue;
			}
			if (other == null || !other.enabled()) {
				this.mistakes.add(property(plugin, i),
						"names '%s', which is not a plugin%s".formatted(texts.get(i),
								(other != null) ? " that is enabled" : ""),
						"Name plugins as they are named under '%s', or by their ids.".formatted(PluginKeys.PLUGINS));
			}
			else {
				ids.add(other.id());
			}
		}
		return ids;
	}

	private @Nullable Plugin find(String text) {
		Plugin named = this.bySource.get(new PluginSource(text, false));
		return (named != null) ? named
				: this.bySource.values()
					.stream()
					.filter((plugin) -> plugin.id().equals(text))
					.max(Comparator.comparing(Plugin::enabled))
					.orElse(null);
	}

	private String property(@Nullable Plugin plugin, int index) {
		String property = (plugin != null && plugin.dependsOn() != null) ? plugin.source().property(KEY)
				: PluginKeys.DEFAULTS + "." + KEY;
		String element = property + "[" + index + "]";
		return (this.origins.find(element) != null) ? element : property;
	}

	/**
	 * Find plugins that would wait for each other for ever, each cycle once.
	 */
	void checkCycles() {
		Set<String> checked = new LinkedHashSet<>();
		List.copyOf(this.idsBySource.keySet())
			.forEach((source) -> follow(Objects.requireNonNull(this.bySource.get(source)), new ArrayList<>(), checked));
	}

	private void follow(Plugin plugin, List<String> path, Set<String> checked) {
		int begin = path.indexOf(plugin.id());
		if (begin >= 0) {
			List<String> cycle = new ArrayList<>(path.subList(begin, path.size()));
			cycle.add(plugin.id());
			this.mistakes.add(property(plugin, 0), "is part of a cycle: %s".formatted(String.join(" → ", cycle)),
					"Remove one of the dependencies.");
			return;
		}
		if (checked.contains(plugin.id())) {
			return;
		}
		path.add(plugin.id());
		of(plugin.source()).forEach((id) -> {
			Plugin other = find(id);
			if (other != null) {
				follow(other, path, checked);
			}
		});
		path.remove(plugin.id());
		checked.add(plugin.id());
	}

	/**
	 * A plugin and its configured dependencies.
	 *
	 * @param source where it is defined
	 * @param id its id
	 * @param enabled whether it is hosted
	 * @param dependsOn the names or ids that it depends on, {@code null} for the default
	 */
	private record Plugin(PluginSource source, String id, boolean enabled, @Nullable List<String> dependsOn) {
	}

}
