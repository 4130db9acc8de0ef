package io.pluginhost.configtree;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ResourceUtils;
import org.springframework.util.StringUtils;

import io.pluginhost.configtree.Placeholders.UnresolvedPlaceholderException;
import io.pluginhost.process.command.PlatformText;
import io.pluginhost.schema.ConfigSchema;
import io.pluginhost.schema.SchemaTypes;

/**
 * Reads {@code config}, {@code manifest} and {@code env} of plugins faithfully: lists,
 * types, the spelling of keys, empty lists, empty maps and nulls are preserved, which
 * Spring Boot's binder loses. Sources of higher precedence win by key; their lists
 * replace those of lower precedence. Not safe for use by several threads.
 */
public final class PluginConfigurationReader {

	private final ConfigurableEnvironment environment;

	private final Placeholders placeholders;

	private final ResourceLoader resourceLoader;

	private final Path applicationDirectory;

	private final PropertyOrigins origins;

	private final ConfigurationMistakes mistakes;

	private final PropertySourceReader propertySources;

	private final EnvironmentVariables environmentVariables;

	private final JsonObjects json = new JsonObjects();

	/**
	 * Create a reader.
	 * @param environment the environment that has the property sources
	 * @param variables the environment variables
	 * @param resourceLoader finds resources of the class path
	 * @param applicationDirectory the directory that paths are relative to
	 * @param origins knows where properties are set
	 * @param mistakes collects what is wrong
	 */
	public PluginConfigurationReader(ConfigurableEnvironment environment, HostVariables variables,
			ResourceLoader resourceLoader, Path applicationDirectory, PropertyOrigins origins,
			ConfigurationMistakes mistakes) {
		this.environment = environment;
		this.placeholders = new Placeholders(environment, mistakes);
		this.resourceLoader = resourceLoader;
		this.applicationDirectory = applicationDirectory;
		this.origins = origins;
		this.mistakes = mistakes;
		this.propertySources = new PropertySourceReader(this.placeholders);
		this.environmentVariables = new EnvironmentVariables(variables, this.placeholders);
	}

	/**
	 * Read a plugin's configuration and manifest.
	 * @param plugin the plugin's name
	 * @param locations the locations of its files
	 * @return both
	 */
	public Trees read(String plugin, Locations locations) {
		Map<String, @Nullable Object> config = config(plugin, locations);
		Map<String, @Nullable Object> manifest = manifest(plugin, locations);
		return new Trees(this.placeholders.settle(config, SchemaTypes.of(manifest.get(ConfigSchema.MEMBER))), manifest);
	}

	/**
	 * Read the file, over it the JSON text, over it the rest.
	 */
	private Map<String, @Nullable Object> config(String plugin, Locations locations) {
		Map<String, @Nullable Object> file = file(plugin, "config-location", locations.config());
		return inline(new PropertyPrefix(plugin, "config"), ConfigTree.merge(file, text(plugin, "config-json")));
	}

	/**
	 * Read the environment variables to set for a plugin.
	 * @param plugin the plugin's name, {@code null} for the defaults
	 * @return the values by the variables' names
	 */
	public Map<String, String> env(@Nullable String plugin) {
		PropertyPrefix prefix = new PropertyPrefix(plugin, "env");
		Map<String, String> env = new LinkedHashMap<>();
		addVariables(prefix, "", this.placeholders.settle(inline(prefix, Map.of()), SchemaTypes.of(null)), env);
		return env;
	}

	private void addVariables(PropertyPrefix prefix, String parent, Map<?, ?> values, Map<String, String> env) {
		values.forEach((key, value) -> {
			String name = parent + key;
			if (value instanceof Map<?, ?> map && !map.isEmpty()) {
				addVariables(prefix, name + ".", map, env);
			}
			else if (value instanceof Map<?, ?> || value instanceof List<?>) {
				this.mistakes.add(prefix.property() + "." + name,
						"is a %s, but a variable is text".formatted((value instanceof List<?>) ? "list" : "map"),
						"Set the text of the variable.");
			}
			else {
				env.put(name, (value != null) ? value.toString() : "");
			}
		});
	}

	/**
	 * Read the file, over it the rest, in it the schema.
	 */
	private Map<String, @Nullable Object> manifest(String plugin, Locations locations) {
		Map<String, @Nullable Object> manifest = this.placeholders.settle(
				inline(new PropertyPrefix(plugin, "manifest"), file(plugin, "manifest-location", locations.manifest())),
				SchemaTypes.of(null));
		return StringUtils.hasText(locations.schema())
				? ConfigTree.merge(manifest, Map.of(ConfigSchema.MEMBER, schema(plugin, locations.schema())))
				: manifest;
	}

	private Map<String, @Nullable Object> schema(String plugin, String location) {
		ClassLoader classLoader = this.resourceLoader.getClassLoader();
		if (classLoader != null && !ConfigSchema.isPresent(classLoader)) {
			this.mistakes.add(PluginKeys.ofPlugin(plugin, "config-schema"),
					"is set, but the library that validates by it is missing",
					"Add the dependency %s, or remove the key.".formatted(ConfigSchema.DEPENDENCY));
			return Map.of();
		}
		return file(plugin, "config-schema", location);
	}

	private Map<String, @Nullable Object> file(String plugin, String key, @Nullable String location) {
		if (!StringUtils.hasText(location)) {
			return Map.of();
		}
		String property = PluginKeys.ofPlugin(plugin, key);
		try {
			Resource resource = resource(location);
			if (!resource.exists()) {
				this.mistakes.add(property, "names %s, which does not exist".formatted(resource.getDescription()),
						"Create it, or correct the path, which is relative to the application's directory %s."
							.formatted(this.applicationDirectory));
				return Map.of();
			}
			return read(property, "names %s, which ".formatted(resource.getDescription()), () -> {
				try {
					return this.json.read(resource);
				}
				catch (IOException ex) {
					throw new IllegalArgumentException("cannot be read: " + ex, ex);
				}
			});
		}
		catch (InvalidPathException ex) {
			PlatformText.Problem reason = PlatformText.problemOfPath(location);
			this.mistakes.add(property, reason.problem(), reason.action() + ".");
			return Map.of();
		}
	}

	private Resource resource(String location) {
		if (ResourceUtils.isUrl(location)) {
			return this.resourceLoader.getResource(location);
		}
		return new FileSystemResource(this.applicationDirectory.resolve(location));
	}

	private Map<String, @Nullable Object> text(String plugin, String key) {
		String property = PluginKeys.ofPlugin(plugin, key);
		String text = this.origins.text(property);
		if (!StringUtils.hasText(text)) {
			return Map.of();
		}
		return read(property, "",
				() -> this.json.read(text, this.placeholders.within(property), this.placeholders::text));
	}

	/**
	 * Read twice, since environment variables are matched with the keys of all other
	 * sources.
	 */
	private Map<String, @Nullable Object> inline(PropertyPrefix prefix, Map<String, @Nullable Object> underneath) {
		Deque<EnumerablePropertySource<?>> lowestFirst = lowestFirst();
		Map<String, @Nullable Object> known = underneath;
		for (EnumerablePropertySource<?> source : lowestFirst) {
			known = ConfigTree.merge(known, inline(prefix, source, null));
		}
		Map<String, @Nullable Object> values = underneath;
		for (EnumerablePropertySource<?> source : lowestFirst) {
			values = ConfigTree.merge(values, inline(prefix, source, known));
		}
		return values;
	}

	private Map<String, @Nullable Object> inline(PropertyPrefix prefix, EnumerablePropertySource<?> source,
			@Nullable Map<String, @Nullable Object> known) {
		return read(prefix.property(), "", () -> {
			if (source instanceof SystemEnvironmentPropertySource variables) {
				return (known != null) ? this.environmentVariables.read(variables, prefix, known) : Map.of();
			}
			return this.propertySources.read(source, prefix);
		});
	}

	private Map<String, @Nullable Object> read(String property, String subject,
			Supplier<Map<String, @Nullable Object>> reading) {
		try {
			return reading.get();
		}
		catch (IllegalArgumentException ex) {
			this.mistakes.add(property, subject + ex.getMessage(),
					(ex instanceof UnresolvedPlaceholderException) ? Placeholders.ACTION : "Correct it.");
			return Map.of();
		}
	}

	private Deque<EnumerablePropertySource<?>> lowestFirst() {
		Deque<EnumerablePropertySource<?>> sources = new ArrayDeque<>();
		this.environment.getPropertySources().forEach((source) -> collect(source, sources));
		return sources;
	}

	private static void collect(PropertySource<?> source, Deque<EnumerablePropertySource<?>> lowestFirst) {
		if (source instanceof CompositePropertySource composite) {
			composite.getPropertySources().forEach((nested) -> collect(nested, lowestFirst));
		}
		else if (source instanceof EnumerablePropertySource<?> enumerable) {
			lowestFirst.push(enumerable);
		}
	}

	/**
	 * Locations of a plugin's files.
	 *
	 * @param config the file with its configuration
	 * @param manifest the file with its manifest
	 * @param schema the file with the schema of its configuration
	 */
	public record Locations(@Nullable String config, @Nullable String manifest, @Nullable String schema) {
	}

	/**
	 * What a plugin's worker receives with {@code initialize}.
	 *
	 * @param config the configuration
	 * @param manifest the manifest
	 */
	public record Trees(Map<String, @Nullable Object> config, Map<String, @Nullable Object> manifest) {
	}

}
