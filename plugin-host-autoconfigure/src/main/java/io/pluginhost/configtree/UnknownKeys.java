package io.pluginhost.configtree;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Reports unknown keys under {@code plugin-host}, with suggestions.
 */
public final class UnknownKeys {

	private static final int PLUGIN = 2;

	private UnknownKeys() {
	}

	/**
	 * Fail if there are unknown keys.
	 * @param properties the properties that could not be bound
	 * @param keys the keys that can
	 * @throws InvalidPluginConfigurationException if there are any
	 */
	public static void check(Collection<ConfigurationProperty> properties, KnownKeys keys) {
		Map<String, ConfigurationMistake> mistakes = new LinkedHashMap<>();
		for (ConfigurationProperty property : properties) {
			if (!KnownKeys.isInTree(property.getName())) {
				ConfigurationMistake mistake = mistake(property, keys);
				mistakes.putIfAbsent(mistake.property(), mistake);
			}
		}
		if (!mistakes.isEmpty()) {
			throw new InvalidPluginConfigurationException(List.copyOf(mistakes.values()));
		}
	}

	private static ConfigurationMistake mistake(ConfigurationProperty property, KnownKeys keys) {
		ConfigurationPropertyName name = property.getName();
		List<String> elements = IntStream.range(0, name.getNumberOfElements())
			.mapToObj((i) -> name.getElement(i, Form.ORIGINAL))
			.toList();
		String plugin = dottedPlugin(elements, keys);
		if (plugin != null) {
			return new ConfigurationMistake(PluginKeys.PLUGINS + "." + plugin, property.getOrigin(),
					"has a dot in the plugin's name, so that '%s' is taken for the plugin and the rest for a key"
						.formatted(elements.get(PLUGIN)),
					"Write the name in brackets: \"[%s]\": in YAML, '%s[%s]' elsewhere.".formatted(plugin,
							PluginKeys.PLUGINS, plugin));
		}
		String suggestion = suggestion(name, elements, keys);
		return new ConfigurationMistake(name.toString(), property.getOrigin(), "is not a known key",
				(suggestion != null) ? "Did you mean '%s'? Correct the key, or remove it.".formatted(suggestion)
						: "Correct the key, or remove it.");
	}

	private static @Nullable String dottedPlugin(List<String> elements, KnownKeys keys) {
		if (!elements.get(1).equals("plugins") || elements.size() < PLUGIN + 3
				|| KnownKeys.find(keys.plugin(), elements.get(PLUGIN + 1)) != null) {
			return null;
		}
		return IntStream.range(PLUGIN + 2, elements.size())
			.filter((i) -> KnownKeys.find(keys.plugin(), elements.get(i)) != null)
			.mapToObj((i) -> String.join(".", elements.subList(PLUGIN, i)))
			.findFirst()
			.orElse(null);
	}

	private static @Nullable String suggestion(ConfigurationPropertyName name, List<String> elements, KnownKeys keys) {
		Map<String, Class<?>> known = keys.global();
		for (int i = 1; i < elements.size(); i++) {
			String element = elements.get(i);
			String key = KnownKeys.find(known, element);
			if (key == null) {
				String meant = Suggestion.find(element, known.keySet());
				return (meant != null) ? name.chop(i) + "." + meant : null;
			}
			boolean plugins = i == 1 && key.equals("plugins");
			i += plugins ? 1 : 0;
			known = plugins ? keys.plugin()
					: (i == 1 && key.equals("defaults")) ? keys.defaults() : KnownKeys.below(known.get(key));
		}
		return null;
	}

}
