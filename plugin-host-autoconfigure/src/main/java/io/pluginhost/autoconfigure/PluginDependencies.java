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

/**
 * Makes out which plugins depend on which, by the names or ids that the configuration
 * says. Names that lead nowhere and circles are added to the mistakes.
 */
final class PluginDependencies {

	private static final String KEY = "depends-on";

	private final PluginDefaults defaults;

	private final PropertyOrigins origins;

	private final ConfigurationMistakes mistakes;

	private final Map<String, Plugin> byName = new LinkedHashMap<>();

	private final Map<String, Set<String>> idsByName = new LinkedHashMap<>();

	PluginDependencies(PluginDefaults defaults, PropertyOrigins origins, ConfigurationMistakes mistakes) {
		this.defaults = defaults;
		this.origins = origins;
		this.mistakes = mistakes;
	}

	void add(String name, String id, boolean enabled, PluginDefaults plugin) {
		this.byName.put(name, new Plugin(name, id, enabled, plugin.getDependsOn()));
	}

	/**
	 * Return what a plugin depends on, once all have been added.
	 * @param name the plugin's name
	 * @return the ids of other plugins
	 */
	Set<String> of(String name) {
		return this.idsByName.computeIfAbsent(name, (key) -> resolve(Objects.requireNonNull(this.byName.get(key))));
	}

	private Set<String> resolve(Plugin plugin) {
		List<String> own = plugin.dependsOn();
		List<String> texts = (own != null) ? own : this.defaults.getDependsOn();
		Set<String> ids = new LinkedHashSet<>();
		for (int i = 0; texts != null && i < texts.size(); i++) {
			Plugin other = find(texts.get(i));
			if (other == plugin && own == null) {
				// What all others depend on does not depend on itself
				continue;
			}
			if (other == null || !other.enabled()) {
				this.mistakes.add(property(plugin, i),
						"names '%s', which is no plugin%s".formatted(texts.get(i),
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
		Plugin named = this.byName.get(text);
		return (named != null) ? named
				: this.byName.values()
					.stream()
					.filter((plugin) -> plugin.id().equals(text))
					.max(Comparator.comparing(Plugin::enabled))
					.orElse(null);
	}

	private String property(Plugin plugin, int index) {
		String property = (plugin.dependsOn() != null) ? PluginKeys.ofPlugin(plugin.name(), KEY)
				: PluginKeys.DEFAULTS + "." + KEY;
		String element = property + "[" + index + "]";
		return (this.origins.find(element) != null) ? element : property;
	}

	/**
	 * Find plugins that would wait for each other for ever, each circle once.
	 */
	void checkCircles() {
		Set<String> checked = new LinkedHashSet<>();
		List.copyOf(this.idsByName.keySet())
			.forEach((name) -> follow(Objects.requireNonNull(this.byName.get(name)), new ArrayList<>(), checked));
	}

	private void follow(Plugin plugin, List<String> way, Set<String> checked) {
		int begin = way.indexOf(plugin.id());
		if (begin >= 0) {
			List<String> circle = new ArrayList<>(way.subList(begin, way.size()));
			circle.add(plugin.id());
			this.mistakes.add(property(plugin, 0), "makes a circle: %s".formatted(String.join(" → ", circle)),
					"Remove one of the dependencies.");
			return;
		}
		if (checked.contains(plugin.id())) {
			return;
		}
		way.add(plugin.id());
		of(plugin.name()).forEach((id) -> {
			Plugin other = find(id);
			if (other != null) {
				follow(other, way, checked);
			}
		});
		way.remove(plugin.id());
		checked.add(plugin.id());
	}

	/**
	 * A plugin and what it says.
	 *
	 * @param name its name
	 * @param id its id
	 * @param enabled whether it is hosted
	 * @param dependsOn what it says itself
	 */
	private record Plugin(String name, String id, boolean enabled, @Nullable List<String> dependsOn) {
	}

}
