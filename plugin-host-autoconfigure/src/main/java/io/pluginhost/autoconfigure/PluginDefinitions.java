package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.process.CommandException;
import io.pluginhost.process.CommandResolver;

/**
 * The plugins an application has configured, less the disabled ones. Immutable.
 */
final class PluginDefinitions {

	private final Map<String, PluginDefinition> byName;

	private final PropertyOrigins origins;

	private PluginDefinitions(Map<String, PluginDefinition> byName, PropertyOrigins origins) {
		this.byName = byName;
		this.origins = origins;
	}

	/**
	 * Read what is configured. Reads files that the configuration names.
	 * @param properties the bound properties
	 * @param environment where they come from
	 * @param resourceLoader finds resources of the class path
	 * @param applicationDirectory what paths are relative to
	 * @return the plugins
	 * @throws InvalidPluginConfigurationException if there are mistakes: all of them
	 */
	static PluginDefinitions from(PluginHostProperties properties, ConfigurableEnvironment environment,
			ResourceLoader resourceLoader, Path applicationDirectory) {
		PropertyOrigins origins = new PropertyOrigins(environment);
		ConfigurationMistakes mistakes = new ConfigurationMistakes(origins);
		if (properties.startupConcurrency() < 1) {
			mistakes.add(PluginHostProperties.PREFIX + ".startup-concurrency",
					"must be 1 or more but is " + properties.startupConcurrency(), "Correct the value.");
		}
		Map<String, PluginDefinitionBuilder> builders = new LinkedHashMap<>();
		Map<String, String> namesById = new LinkedHashMap<>();
		PluginNames.distinct(properties.plugins()).forEach((name, plugin) -> {
			PluginDefinitionMapper mapper = new PluginDefinitionMapper(name, plugin, properties.defaults(), mistakes);
			if (mapper.isEnabled()) {
				builders.put(name, mapper.builder());
				String other = namesById.putIfAbsent(mapper.id(), name);
				if (other != null) {
					mistakes.add(PluginKeys.ofPlugin(name, "id"),
							"is '%s', which is the id of '%s' too".formatted(mapper.id(), PluginKeys.ofPlugin(other)),
							"Give each plugin an id of its own.");
				}
			}
		});
		mistakes.throwIfAny();
		Map<String, PluginDefinition> byName = new LinkedHashMap<>();
		builders.forEach((name, builder) -> byName.put(name, builder.build()));
		return new PluginDefinitions(byName, origins);
	}

	/**
	 * Return the definitions, in the order they are configured.
	 * @return one for each enabled plugin
	 */
	List<PluginDefinition> definitions() {
		return List.copyOf(this.byName.values());
	}

	/**
	 * Make sure that what the plugins run is there and can be run.
	 * @param resolver makes out what they run
	 * @throws InvalidPluginConfigurationException if something is not: all of it
	 */
	void verify(CommandResolver resolver) {
		ConfigurationMistakes mistakes = new ConfigurationMistakes(this.origins);
		this.byName.forEach((name, definition) -> {
			try {
				resolver.resolve(definition);
			}
			catch (CommandException ex) {
				mistakes.add(property(name, ex.key()), ex.problem(), ex.action() + ".");
			}
			catch (IOException ex) {
				mistakes.add(PluginKeys.ofPlugin(name), "cannot be run: " + ex, "Correct what it runs.");
			}
		});
		mistakes.throwIfAny();
	}

	private static String property(String name, String key) {
		return key.startsWith("runtimes.") ? PluginHostProperties.PREFIX + "." + key : PluginKeys.ofPlugin(name, key);
	}

}
