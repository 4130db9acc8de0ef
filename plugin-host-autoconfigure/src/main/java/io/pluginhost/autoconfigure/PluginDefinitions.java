package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginDefinitionCustomizer;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.configtree.ConfigurationMistakes;
import io.pluginhost.configtree.GivenValues;
import io.pluginhost.configtree.HostVariables;
import io.pluginhost.configtree.InvalidPluginConfigurationException;
import io.pluginhost.configtree.PluginConfigurationReader;
import io.pluginhost.configtree.PluginConfigurationReader.Locations;
import io.pluginhost.configtree.PluginConfigurationReader.Trees;
import io.pluginhost.configtree.PluginKeys;
import io.pluginhost.configtree.PluginNames;
import io.pluginhost.configtree.PropertyOrigins;
import io.pluginhost.process.command.CommandException;
import io.pluginhost.process.command.CommandResolver;
import io.pluginhost.redaction.SecretArguments;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.schema.ConfigSchema;
import io.pluginhost.worker.PluginSecrets;

/**
 * The plugins an application has configured or defined as beans, except the disabled
 * ones. Immutable.
 */
final class PluginDefinitions {

	private final Map<PluginSource, PluginDefinition> bySource;

	private final PluginDefaultsCompletion completion;

	private final PropertyOrigins origins;

	/** Contains secrets that may appear in command lines. */
	private final Map<String, String> given;

	private PluginDefinitions(Map<PluginSource, PluginDefinition> bySource, PluginDefaultsCompletion completion,
			PropertyOrigins origins, Map<String, String> given) {
		this.bySource = bySource;
		this.completion = completion;
		this.origins = origins;
		this.given = given;
	}

	/**
	 * Read the configuration, including the files that it names.
	 * @param properties the bound properties
	 * @param environment the environment they are bound from
	 * @param resourceLoader finds resources of the class path
	 * @param applicationDirectory the directory that paths are relative to
	 * @param beans the definitions that are beans, by bean name
	 * @param customizers customize each definition
	 * @return the plugins
	 * @throws InvalidPluginConfigurationException with all mistakes
	 */
	static PluginDefinitions from(PluginHostProperties properties, ConfigurableEnvironment environment,
			ResourceLoader resourceLoader, Path applicationDirectory, Map<String, PluginDefinition> beans,
			List<PluginDefinitionCustomizer> customizers) {
		PropertyOrigins origins = new PropertyOrigins(environment);
		ConfigurationMistakes mistakes = new ConfigurationMistakes(origins);
		HostVariables variables = HostVariables.of(environment, PluginHostProperties.KEYS);
		PluginConfigurationReader reader = new PluginConfigurationReader(environment, variables, resourceLoader,
				applicationDirectory, origins, mistakes);
		Map<String, String> defaultEnv = reader.env(null);
		checkPositive("startup-concurrency", properties.startupConcurrency(), mistakes);
		checkPositive("callback-threads", properties.callbackThreads(), mistakes);
		checkPositive("api-version", properties.apiVersion(), mistakes);
		PluginProperties defaults = properties.defaults();
		PluginDefinitionMapper mapper = new PluginDefinitionMapper(defaults, defaultEnv, mistakes);
		Map<PluginSource, PluginDefinitionBuilder> builders = new LinkedHashMap<>();
		Map<String, PluginSource> sourcesById = new LinkedHashMap<>();
		PluginDependencies dependencies = new PluginDependencies(defaults, origins, mistakes);
		PluginNames.distinct(properties.plugins(), variables.plugins(), PluginProperties::none)
			.forEach((name, plugin) -> {
				PluginSource source = new PluginSource(name, false);
				String id = PluginDefinitionMapper.id(name, plugin);
				boolean enabled = mapper.isEnabled(plugin);
				dependencies.add(source, id, enabled, plugin.dependsOn());
				if (enabled) {
					PluginDefinitionBuilder builder = mapper.map(name, plugin, reader.env(name));
					Trees trees = reader.read(name,
							new Locations(plugin.configLocation(), plugin.manifestLocation(), plugin.configSchema()));
					builder.config(trees.config()).manifest(trees.manifest());
					builders.put(source, builder);
					checkId(id, source, PluginDefinitionMapper.idProperty(name, plugin), sourcesById, mistakes);
				}
			});
		boolean beansEnabled = !Boolean.FALSE.equals(defaults.enabled());
		beans.forEach((name, definition) -> {
			PluginSource source = new PluginSource(name, true);
			boolean dependsOn = definition.explicitKeys().contains("depends-on");
			dependencies.add(source, definition.id(), beansEnabled,
					dependsOn ? List.copyOf(definition.dependsOn()) : null);
			if (beansEnabled) {
				builders.put(source, mapper.map(definition));
				checkId(definition.id(), source, source.property(), sourcesById, mistakes);
			}
		});
		// Without a plugin, a mistake in the defaults would be found only later
		mapper.map(PluginDefinition.builder("any").command("any").build());
		PluginDefaultsCompletion completion = new PluginDefaultsCompletion(defaults, defaultEnv,
				dependencies.ofDefaults(), customizers, origins);
		builders.forEach((source, builder) -> builder.dependsOn(dependencies.of(source)));
		dependencies.checkCycles();
		mistakes.throwIfAny();
		DurationUnits.warnOfMissing(
				builders.keySet().stream().filter((source) -> !source.bean()).map(PluginSource::name).toList(), origins,
				environment::resolvePlaceholders);
		Map<PluginSource, PluginDefinition> bySource = new LinkedHashMap<>();
		builders.forEach((source, builder) -> bySource.put(source, completion.customize(builder)));
		return new PluginDefinitions(bySource, completion, origins, GivenValues.of(environment));
	}

	private static void checkId(String id, PluginSource source, String property, Map<String, PluginSource> sourcesById,
			ConfigurationMistakes mistakes) {
		PluginSource other = sourcesById.putIfAbsent(id, source);
		if (other != null) {
			mistakes.add(property,
					"gives the plugin the id '%s', which %s already has".formatted(id,
							other.bean() ? other.property() : "'" + other.property() + "'"),
					"Give each plugin an id of its own.");
		}
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
		return List.copyOf(this.bySource.values());
	}

	/**
	 * Return the completion of definitions that are registered later.
	 * @return a function from a definition to the one to register
	 */
	UnaryOperator<PluginDefinition> completion() {
		return this.completion;
	}

	/**
	 * Run an action for each definition.
	 * @param action takes the source and the definition
	 */
	void forEach(BiConsumer<PluginSource, PluginDefinition> action) {
		this.bySource.forEach(action);
	}

	/**
	 * Verify that the commands of the plugins can be run. What is missing on this machine
	 * for a plugin that is not required is a warning, since its start is retried.
	 * @param resolver resolves the commands
	 * @throws InvalidPluginConfigurationException with all mistakes
	 */
	void verify(CommandResolver resolver) {
		ConfigurationMistakes mistakes = new ConfigurationMistakes(this.origins);
		Map<String, ConfigurationMistakes> missing = new LinkedHashMap<>();
		this.bySource.forEach((source, definition) -> {
			ConfigurationMistakes tolerable = definition.required() ? mistakes
					: new ConfigurationMistakes(this.origins);
			missing.put(definition.id(), tolerable);
			Secrets secrets = PluginSecrets.of(definition, this.given);
			try {
				resolver.resolve(definition);
			}
			catch (CommandException ex) {
				(ex.isMissing() ? tolerable : mistakes).add(property(source, ex.key()),
						SecretArguments.mask(ex.problem(), secrets), SecretArguments.mask(ex.action(), secrets) + ".");
			}
			catch (IOException ex) {
				tolerable.add(source.property(), "cannot be run: " + SecretArguments.mask(ex.toString(), secrets),
						"Correct what it runs.");
			}
		});
		mistakes.throwIfAny();
		missing.forEach((pluginId, tolerable) -> tolerable.warn(
				"Plugin '%s' cannot be started yet. It is not required, so the start is retried".formatted(pluginId)));
	}

	/**
	 * Verify that the configurations of the plugins match their schemas.
	 * @param validator validates them
	 * @throws InvalidPluginConfigurationException with all mistakes
	 */
	void verify(ConfigValidator validator) {
		ConfigurationMistakes mistakes = new ConfigurationMistakes(this.origins);
		this.bySource.forEach((source, definition) -> validator.validate(definition).forEach((problem) -> {
			if (problem.path().startsWith(ConfigSchema.PATH)) {
				mistakes.add(schemaProperty(source), "is not a valid JSON Schema: " + problem, "Correct the schema.");
			}
			else {
				mistakes.add(source.property(problem.path()),
						"does not match the plugin's schema: " + problem.problem(),
						"Correct the configuration where it is set: see 'config', 'config-json' and 'config-location'.");
			}
		}));
		mistakes.throwIfAny();
	}

	/**
	 * Return the property that sets a plugin's schema, of which only the whole has an
	 * origin.
	 */
	private String schemaProperty(PluginSource source) {
		return Stream.of("config-schema", ConfigSchema.PATH, "manifest-location")
			.map((key) -> source.property(key))
			.filter((property) -> this.origins.find(property) != null)
			.findFirst()
			.orElse(source.property(ConfigSchema.PATH));
	}

	private String property(PluginSource source, String key) {
		if (key.startsWith("runtimes.") || key.equals("work-directory")) {
			return PluginHostProperties.PREFIX + "." + key;
		}
		String own = source.property(key);
		String inDefaults = PluginKeys.DEFAULTS + "." + key;
		return (this.origins.find(own) == null && this.origins.find(inDefaults) != null) ? inDefaults : own;
	}

}
