package io.pluginhost.configtree;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The known keys under {@code plugin-host}, by the records that they are bound to.
 * Immutable.
 */
public final class KnownKeys {

	/** Keys of maps in which an application chooses the keys. */
	static final Set<String> TREES = Set.of("config", "manifest", "env");

	private static final ConfigurationPropertyName PLUGINS = ConfigurationPropertyName.of(PluginKeys.PLUGINS);

	private static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of(PluginKeys.DEFAULTS);

	private static final ConfigurationPropertyName DEFAULTS_ENV = DEFAULTS.append("env");

	private static final int KEY = PLUGINS.getNumberOfElements() + 1;

	private final Map<String, Class<?>> global;

	private final Map<String, Class<?>> defaults;

	private final Map<String, Class<?>> plugin;

	/**
	 * Create the keys.
	 * @param properties the record that {@code plugin-host} is bound to
	 * @param plugin the record that a plugin, and the defaults, are bound to
	 * @param withoutDefault the keys of a plugin that have no default for all plugins
	 */
	public KnownKeys(Class<?> properties, Class<?> plugin, Set<String> withoutDefault) {
		this.global = of(properties);
		this.plugin = of(plugin);
		this.defaults = new HashMap<>(this.plugin);
		this.defaults.keySet().removeAll(withoutDefault);
	}

	/**
	 * Return the keys directly under {@code plugin-host}.
	 * @return types by key, which is written with dashes
	 */
	Map<String, Class<?>> global() {
		return this.global;
	}

	/**
	 * Return the keys under {@code plugin-host.defaults}.
	 * @return types by key
	 */
	Map<String, Class<?>> defaults() {
		return this.defaults;
	}

	/**
	 * Return the keys of a plugin.
	 * @return types by key
	 */
	Map<String, Class<?>> plugin() {
		return this.plugin;
	}

	/**
	 * Return whether a property is, or is part of, a {@code config}, {@code manifest} or
	 * {@code env}, which {@link PluginConfigurationReader} reads.
	 * @param name the property's name
	 * @return whether the binder has to leave it alone
	 */
	public static boolean isInTree(ConfigurationPropertyName name) {
		return (PLUGINS.isAncestorOf(name) && name.getNumberOfElements() > KEY
				&& TREES.contains(name.getElement(KEY, Form.UNIFORM))) || DEFAULTS_ENV.equals(name)
				|| DEFAULTS_ENV.isAncestorOf(name);
	}

	/**
	 * Return whether a property is under {@code plugin-host.defaults}, but no key that
	 * has a default.
	 * @param name the property's name
	 * @return whether it cannot be bound
	 */
	public boolean isUnknownDefault(ConfigurationPropertyName name) {
		return DEFAULTS.isAncestorOf(name)
				&& find(this.defaults, name.getElement(DEFAULTS.getNumberOfElements(), Form.DASHED)) == null;
	}

	/**
	 * Return the keys of a plugin that are bound to a type.
	 * @param type the type
	 * @return the keys, such as {@code shutdown.drain}
	 */
	public List<String> ofType(Class<?> type) {
		return this.plugin.keySet()
			.stream()
			.sorted()
			.flatMap((key) -> ofType(type, key, this.plugin.get(key)))
			.toList();
	}

	private static Stream<String> ofType(Class<?> type, String key, @Nullable Class<?> found) {
		Map<String, Class<?>> below = below(found);
		return (found == type) ? Stream.of(key)
				: below.keySet().stream().sorted().flatMap((part) -> ofType(type, key + "." + part, below.get(part)));
	}

	static @Nullable String find(Map<String, Class<?>> keys, String element) {
		String loose = PropertyPrefix.loose(element);
		return keys.keySet().stream().filter((key) -> PropertyPrefix.loose(key).equals(loose)).findFirst().orElse(null);
	}

	/**
	 * Return the keys below one that is bound to a type.
	 */
	static Map<String, Class<?>> below(@Nullable Class<?> type) {
		return (type != null && type.isRecord()) ? of(type) : Map.of();
	}

	private static Map<String, Class<?>> of(Class<?> type) {
		return Arrays.stream(type.getRecordComponents())
			.collect(Collectors.toMap((component) -> DataObjectPropertyName.toDashedForm(component.getName()),
					RecordComponent::getType));
	}

	/**
	 * Find the key for the words of an environment variable's name.
	 * @param keys the candidates
	 * @param words the words, in lower case
	 * @param longest whether a key of many words takes precedence over one of few
	 * @return the key, or {@code null} if there is none
	 */
	static @Nullable Match match(Map<String, Class<?>> keys, List<String> words, boolean longest) {
		for (int i = 1; i <= words.size(); i++) {
			int count = longest ? words.size() + 1 - i : i;
			String key = find(keys, String.join("", words.subList(0, count)));
			Match match = (key != null) ? match(key, keys.get(key), words, count, longest) : null;
			if (match != null) {
				return match;
			}
		}
		return null;
	}

	private static @Nullable Match match(String key, @Nullable Class<?> type, List<String> words, int count,
			boolean longest) {
		List<String> rest = words.subList(count, words.size());
		if (TREES.contains(key)) {
			return rest.isEmpty() ? null : new Match(key, count);
		}
		if (rest.isEmpty()) {
			return new Match(key, count);
		}
		if (type == List.class && rest.size() == 1 && PropertyPath.isIndex(rest.get(0))) {
			return new Match("%s[%d]".formatted(key, Integer.valueOf(rest.get(0))), count + 1);
		}
		Match below = match(below(type), rest, longest);
		return (below != null) ? new Match(key + "." + below.key(), count + below.words()) : null;
	}

	/**
	 * A key that words match.
	 *
	 * @param key the key, such as {@code shutdown.drain} or {@code args[0]}
	 * @param words the number of words it takes, which is all of them unless an
	 * application chooses the keys below
	 */
	record Match(String key, int words) {
	}

}
