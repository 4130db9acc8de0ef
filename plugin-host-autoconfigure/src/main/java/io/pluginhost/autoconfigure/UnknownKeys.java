package io.pluginhost.autoconfigure;

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
 * Finds out what was meant by keys under {@code plugin-host} that are not known.
 */
final class UnknownKeys {

	private static final int PLUGIN = 2;

	private UnknownKeys() {
	}

	/**
	 * Refuse unknown keys.
	 * @param properties what could not be bound
	 * @throws InvalidPluginConfigurationException if there is a mistake in it
	 */
	static void check(Collection<ConfigurationProperty> properties) {
		Map<String, ConfigurationMistake> mistakes = new LinkedHashMap<>();
		for (ConfigurationProperty property : properties) {
			if (!PluginHostBindHandlerAdvisor.isReadElsewhere(property.getName())) {
				ConfigurationMistake mistake = mistake(property);
				mistakes.putIfAbsent(mistake.property(), mistake);
			}
		}
		if (!mistakes.isEmpty()) {
			throw new InvalidPluginConfigurationException(List.copyOf(mistakes.values()));
		}
	}

	private static ConfigurationMistake mistake(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		List<String> elements = IntStream.range(0, name.getNumberOfElements())
			.mapToObj((i) -> name.getElement(i, Form.ORIGINAL))
			.toList();
		String plugin = dottedPlugin(elements);
		if (plugin != null) {
			return new ConfigurationMistake(PluginKeys.PLUGINS + "." + plugin, property.getOrigin(),
					"has a dot in the plugin's name, so that '%s' is taken for the plugin and the rest for a key"
						.formatted(elements.get(PLUGIN)),
					"Write the name in brackets: \"[%s]\": in YAML, '%s[%s]' elsewhere.".formatted(plugin,
							PluginKeys.PLUGINS, plugin));
		}
		String suggestion = suggestion(name, elements);
		return new ConfigurationMistake(name.toString(), property.getOrigin(), "is not a key that is known",
				(suggestion != null) ? "Did you mean '%s'? Correct the key, or remove it.".formatted(suggestion)
						: "Correct the key, or remove it.");
	}

	private static @Nullable String dottedPlugin(List<String> elements) {
		if (!elements.get(1).equals("plugins") || elements.size() < PLUGIN + 3
				|| KnownKeys.find(KnownKeys.PLUGIN, elements.get(PLUGIN + 1)) != null) {
			return null;
		}
		return IntStream.range(PLUGIN + 2, elements.size())
			.filter((i) -> KnownKeys.find(KnownKeys.PLUGIN, elements.get(i)) != null)
			.mapToObj((i) -> String.join(".", elements.subList(PLUGIN, i)))
			.findFirst()
			.orElse(null);
	}

	private static @Nullable String suggestion(ConfigurationPropertyName name, List<String> elements) {
		Map<String, Class<?>> known = KnownKeys.GLOBAL;
		for (int i = 1; i < elements.size(); i++) {
			String element = elements.get(i);
			String key = KnownKeys.find(known, element);
			if (key == null) {
				String meant = Suggestion.find(element, known.keySet());
				return (meant != null) ? name.chop(i) + "." + meant : null;
			}
			boolean plugins = i == 1 && key.equals("plugins");
			i += plugins ? 1 : 0;
			known = plugins ? KnownKeys.PLUGIN : KnownKeys.of(known.getOrDefault(key, Object.class));
		}
		return null;
	}

}
