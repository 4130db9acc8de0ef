package io.pluginhost.configtree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The properties that environment variables set under {@code plugin-host}. Names of
 * variables have no case, dashes and dots, so that Spring Boot finds some of them only
 * where it knows the property; here they are matched with the configured plugins and the
 * known keys. A variable without a match is a problem, with a suggestion of how to write
 * it. Immutable once created.
 */
public final class HostVariables {

	private static final ConfigurationPropertyName PLUGINS = ConfigurationPropertyName.of(PluginKeys.PLUGINS);

	private final Set<String> plugins = new LinkedHashSet<>();

	private final Map<String, Place> places = new LinkedHashMap<>();

	private final List<String> problems = new ArrayList<>();

	private final KnownKeys keys;

	private HostVariables(KnownKeys keys) {
		this.keys = keys;
	}

	/**
	 * Match the environment variables with the keys and the plugins that are configured.
	 * @param environment the environment
	 * @param keys the keys
	 * @return the variables
	 */
	public static HostVariables of(ConfigurableEnvironment environment, KnownKeys keys) {
		HostVariables variables = new HostVariables(keys);
		Set<String> names = new TreeSet<>();
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof SystemEnvironmentPropertySource system) {
				names.addAll(List.of(system.getPropertyNames()));
			}
			else if (!(source instanceof HostVariablesPropertySource)) {
				variables.findPlugins(source);
			}
		}
		names.forEach(variables::findPlugin);
		List<HostVariable> parsed = new ArrayList<>();
		for (String name : names) {
			HostVariable variable = HostVariable.parse(name);
			if (variable != null) {
				parsed.add(variable);
			}
		}
		variables.addPlugins(parsed);
		parsed.forEach(variables::place);
		return variables;
	}

	/**
	 * Return the names of the configured plugins, as they are written.
	 * @return the names
	 */
	public Set<String> plugins() {
		return this.plugins;
	}

	/**
	 * Return what a variable sets, or {@code null} if it sets nothing.
	 */
	@Nullable Place place(String variable) {
		return this.places.get(variable);
	}

	/**
	 * Add what the variables set to the property sources, under the names that the
	 * properties have.
	 * @param sources the sources, after which nothing is added to them
	 */
	public void addTo(MutablePropertySources sources) {
		HostVariablesPropertySource.addTo(sources, this);
	}

	/**
	 * Take all variables that set something.
	 */
	void forEach(BiConsumer<String, Place> action) {
		this.places.forEach(action);
	}

	/**
	 * Return what is wrong with the variables that set nothing.
	 * @return a sentence for each variable
	 */
	public List<String> problems() {
		return this.problems;
	}

	private void findPlugins(PropertySource<?> source) {
		ConfigurationPropertySource properties = ConfigurationPropertySource.from(source);
		if (properties instanceof IterableConfigurationPropertySource iterable) {
			iterable.forEach(this::findPlugin);
		}
	}

	/**
	 * Find a plugin in a variable that has the name of a property.
	 */
	private void findPlugin(String variable) {
		if (variable.contains(".")) {
			findPlugin(ConfigurationPropertyName.adapt(variable, '.'));
		}
	}

	private void findPlugin(ConfigurationPropertyName property) {
		if (PLUGINS.isAncestorOf(property)) {
			this.plugins.add(property.getElement(PLUGINS.getNumberOfElements(), Form.ORIGINAL));
		}
	}

	/**
	 * Add plugins that have an entrypoint or command only in the environment, if their
	 * name is one word.
	 */
	private void addPlugins(List<HostVariable> variables) {
		Set<String> added = new LinkedHashSet<>();
		for (HostVariable variable : variables) {
			if (variable.isUnder("plugins") && plugin(variable) == null && variable.words().size() > 2) {
				KnownKeys.Match match = variable.match(this.keys.plugin(), 2);
				if (match != null && match.key().matches("entrypoint|command(\\[\\d+])?")) {
					added.add(variable.words().get(1));
				}
			}
		}
		this.plugins.addAll(added);
	}

	private void place(HostVariable variable) {
		if (variable.isUnder("plugins")) {
			placeInPlugin(variable);
		}
		else if (variable.isUnder("defaults")) {
			KnownKeys.Match match = variable.match(this.keys.defaults(), 1);
			put(variable, PluginKeys.DEFAULTS, null, match, 1, this.keys.defaults().keySet());
		}
		else {
			KnownKeys.Match match = variable.match(this.keys.global(), 0);
			if (match != null || !variable.isForeign()) {
				put(variable, PluginKeys.PREFIX, null, match, 0, this.keys.global().keySet());
			}
		}
	}

	private void placeInPlugin(HostVariable variable) {
		Owner owner = plugin(variable);
		if (owner != null) {
			put(variable, PluginKeys.ofPlugin(owner.plugin()), owner.plugin(),
					variable.match(this.keys.plugin(), 1 + owner.words()), 1 + owner.words(),
					this.keys.plugin().keySet());
			return;
		}
		for (int word = 2; word < variable.words().size(); word++) {
			KnownKeys.Match match = variable.match(this.keys.plugin(), word);
			if (match != null) {
				this.problems.add(unknownPlugin(variable, word, match.key()));
				return;
			}
		}
		this.problems.add("%s: sets no key of a plugin that is configured".formatted(variable.name()));
	}

	/**
	 * Return the plugin with the longest name of which the rest is a key, else the one
	 * with the shortest name.
	 */
	private @Nullable Owner plugin(HostVariable variable) {
		Owner shortest = null;
		for (int count = variable.words().size() - 2; count > 0; count--) {
			String name = String.join("", variable.words().subList(1, 1 + count));
			for (String plugin : this.plugins) {
				if (PropertyPrefix.loose(plugin).equals(name)) {
					Owner owner = new Owner(plugin, count);
					if (variable.match(this.keys.plugin(), 1 + count) != null) {
						return owner;
					}
					shortest = owner;
				}
			}
		}
		return shortest;
	}

	private void put(HostVariable variable, String parent, @Nullable String plugin, KnownKeys.@Nullable Match match,
			int word, Set<String> known) {
		if (match != null) {
			int rest = word + match.words();
			boolean tree = KnownKeys.TREES.contains(match.key());
			this.places.put(variable.name(), new Place(plugin, match.key(), parent + "." + match.key(),
					tree ? variable.wordsFrom(rest) : List.of(), tree ? variable.textFrom(rest) : ""));
			return;
		}
		List<String> words = variable.wordsFrom(word);
		if (words.size() == 1 && KnownKeys.TREES.contains(words.get(0))) {
			this.problems.add("%s: '%s' has no key '%s'; append the name of what it is to set, as in %s_NAME"
				.formatted(variable.name(), parent, words.get(0), variable.name()));
			return;
		}
		String meant = Suggestion.find(String.join("", words), known);
		this.problems.add("%s: '%s' has no key '%s'%s".formatted(variable.name(), parent, String.join("-", words),
				(meant != null) ? "; did you mean %s.%s?".formatted(parent, meant) : ""));
	}

	private String unknownPlugin(HostVariable variable, int word, String key) {
		String name = String.join("_", variable.words().subList(1, word));
		String meant = Suggestion.find(name, this.plugins);
		String oneWord = HostVariable.nameOf("PLUGINS", name, key);
		if (meant != null) {
			return "%s: no plugin '%s' is configured; did you mean '%s'?".formatted(variable.name(), name, meant);
		}
		if (word > 2) {
			return ("%s: no plugin '%s' is configured, and a variable's name has lost the dots, dashes and case of one. "
					+ "Use a name of one word, %s, with the id in %s, or a file, or SPRING_APPLICATION_JSON")
				.formatted(variable.name(), name, oneWord, HostVariable.nameOf("PLUGINS", name, "id"));
		}
		return "%s: no plugin '%s' is configured. Configure it, or set what it runs with %s".formatted(variable.name(),
				name, HostVariable.nameOf("PLUGINS", name, "entrypoint"));
	}

	/**
	 * What a variable sets.
	 *
	 * @param plugin the plugin, or {@code null} if it is under none
	 * @param key the key, such as {@code rpc-timeout} or {@code config}
	 * @param property the property, without the part that an application chooses
	 * @param rest the part that an application chooses, as words in lower case
	 * @param text the same as it is written
	 */
	record Place(@Nullable String plugin, String key, String property, List<String> rest, String text) {

		boolean isUnder(PropertyPrefix prefix) {
			boolean same = (this.plugin != null)
					? prefix.plugin() != null && PluginNames.isSame(this.plugin, prefix.plugin())
					: prefix.plugin() == null;
			return same && this.key.equals(prefix.key());
		}

	}

	/**
	 * The plugin that a variable belongs to.
	 *
	 * @param plugin the plugin's name
	 * @param words how many words of the variable's name it takes
	 */
	private record Owner(String plugin, int words) {
	}

}
