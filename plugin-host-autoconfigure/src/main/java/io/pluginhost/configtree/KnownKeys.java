package io.pluginhost.configtree;

import java.beans.PropertyDescriptor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The keys under {@code plugin-host}, as the types say that they are bound to. Immutable.
 */
public final class KnownKeys {

	/** Under which an application chooses the keys. */
	static final Set<String> TREES = Set.of("config", "manifest", "env");

	private static final ConfigurationPropertyName PLUGINS = ConfigurationPropertyName.of(PluginKeys.PLUGINS);

	private static final ConfigurationPropertyName DEFAULTS_ENV = ConfigurationPropertyName
		.of(PluginKeys.DEFAULTS + ".env");

	private static final int KEY = PLUGINS.getNumberOfElements() + 1;

	private final Map<String, Class<?>> global;

	private final Map<String, Class<?>> defaults;

	private final Map<String, Class<?>> plugin;

	/**
	 * Create the keys.
	 * @param properties the type that {@code plugin-host} is bound to
	 * @param defaults the type that {@code plugin-host.defaults} are bound to
	 * @param plugin the type that a plugin is bound to
	 */
	public KnownKeys(Class<?> properties, Class<?> defaults, Class<?> plugin) {
		this.global = ofRecord(properties);
		this.defaults = ofBean(defaults);
		this.plugin = ofBean(plugin);
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

	static @Nullable String find(Map<String, Class<?>> keys, String element) {
		String loose = PropertyPrefix.loose(element);
		return keys.keySet().stream().filter((key) -> PropertyPrefix.loose(key).equals(loose)).findFirst().orElse(null);
	}

	/**
	 * Return the keys below one that is bound to a type.
	 */
	static Map<String, Class<?>> below(@Nullable Class<?> type) {
		return (type != null && type.isRecord()) ? ofRecord(type) : Map.of();
	}

	private static Map<String, Class<?>> ofRecord(Class<?> type) {
		return Arrays.stream(type.getRecordComponents())
			.collect(Collectors.toMap((component) -> DataObjectPropertyName.toDashedForm(component.getName()),
					RecordComponent::getType));
	}

	private static Map<String, Class<?>> ofBean(Class<?> type) {
		return Arrays.stream(BeanUtils.getPropertyDescriptors(type))
			.filter((property) -> property.getWriteMethod() != null)
			.collect(Collectors.toMap((property) -> DataObjectPropertyName.toDashedForm(property.getName()),
					PropertyDescriptor::getPropertyType));
	}

	/**
	 * Find the key that the words of an environment variable's name stand for.
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
	 * A key that words stand for.
	 *
	 * @param key the key, such as {@code shutdown.drain} or {@code args[0]}
	 * @param words the number of words it takes, which is all of them unless an
	 * application chooses the keys below
	 */
	record Match(String key, int words) {
	}

}
