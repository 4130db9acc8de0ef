package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.process.CommandException;
import io.pluginhost.process.CommandResolver;
import io.pluginhost.worker.ConfigValidator;

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
		PluginConfigurationReader reader = new PluginConfigurationReader(environment, resourceLoader,
				applicationDirectory, origins, mistakes);
		checkPositive("startup-concurrency", properties.startupConcurrency(), mistakes);
		checkPositive("api-version", properties.apiVersion(), mistakes);
		Map<String, PluginDefinitionBuilder> builders = new LinkedHashMap<>();
		Map<String, String> namesById = new LinkedHashMap<>();
		PluginDependencies dependencies = new PluginDependencies(properties.defaults(), origins, mistakes);
		PluginNames.distinct(properties.plugins()).forEach((name, plugin) -> {
			PluginDefinitionMapper mapper = new PluginDefinitionMapper(name, plugin, properties.defaults(), mistakes);
			dependencies.add(name, mapper.id(), mapper.isEnabled(), plugin);
			if (mapper.isEnabled()) {
				builders.put(name,
						mapper.builder().config(reader.config(name, plugin)).manifest(reader.manifest(name, plugin)));
				String other = namesById.putIfAbsent(mapper.id(), name);
				if (other != null) {
					mistakes.add(mapper.idProperty(), "gives the plugin the id '%s', which '%s' has already"
						.formatted(mapper.id(), PluginKeys.ofPlugin(other)), "Give each plugin an id of its own.");
				}
			}
		});
		builders.forEach((name, builder) -> builder.dependsOn(dependencies.of(name)));
		dependencies.checkCircles();
		mistakes.throwIfAny();
		Map<String, PluginDefinition> byName = new LinkedHashMap<>();
		builders.forEach((name, builder) -> byName.put(name, builder.build()));
		return new PluginDefinitions(byName, origins);
	}

	private static void checkPositive(String key, int value, ConfigurationMistakes mistakes) {
		if (value < 1) {
			mistakes.add(PluginHostProperties.PREFIX + "." + key, "must be 1 or more but is " + value,
					"Correct the value.");
		}
	}

	/**
	 * Return the definitions, in the order they are configured.
	 * @return one for each enabled plugin
	 */
	List<PluginDefinition> definitions() {
		return List.copyOf(this.byName.values());
	}

	/**
	 * Tell each definition with the name under which it is configured.
	 * @param action takes the name and the definition
	 */
	void forEach(BiConsumer<String, PluginDefinition> action) {
		this.byName.forEach(action);
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

	/**
	 * Make sure that the plugins' configurations match their schemas.
	 * @param validator checks them
	 * @throws InvalidPluginConfigurationException if some do not: all that is wrong
	 */
	void verify(ConfigValidator validator) {
		ConfigurationMistakes mistakes = new ConfigurationMistakes(this.origins);
		this.byName.forEach((name, definition) -> validator.validate(definition).forEach((problem) -> {
			if (problem.path().startsWith(ConfigSchema.PATH)) {
				mistakes.add(schemaProperty(name), "is no JSON Schema to check the configuration by: " + problem,
						"Correct the schema.");
			}
			else {
				mistakes.add(PluginKeys.ofPlugin(name, problem.path()),
						"does not match the plugin's schema: " + problem.problem(),
						"Correct the configuration, wherever it is set: see 'config', 'config-json' and 'config-location'.");
			}
		}));
		mistakes.throwIfAny();
	}

	/**
	 * Return what brings a plugin's schema, from which nothing underneath is seen.
	 */
	private String schemaProperty(String name) {
		return Stream.of("config-schema", ConfigSchema.PATH, "manifest-location")
			.map((key) -> PluginKeys.ofPlugin(name, key))
			.filter((property) -> this.origins.find(property) != null)
			.findFirst()
			.orElse(PluginKeys.ofPlugin(name, ConfigSchema.PATH));
	}

	private String property(String name, String key) {
		if (key.startsWith("runtimes.")) {
			return PluginHostProperties.PREFIX + "." + key;
		}
		String own = PluginKeys.ofPlugin(name, key);
		String inDefaults = PluginKeys.DEFAULTS + "." + key;
		return (this.origins.find(own) == null && this.origins.find(inDefaults) != null) ? inDefaults : own;
	}

}
