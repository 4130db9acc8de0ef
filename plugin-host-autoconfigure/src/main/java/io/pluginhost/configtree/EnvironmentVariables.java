package io.pluginhost.configtree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.pluginhost.configtree.HostVariables.Place;
import io.pluginhost.configtree.PropertyPath.Element;

/**
 * Reads the values that environment variables set below a prefix. Names of variables have
 * no case, dashes and dots, so they are matched with existing keys. A new key is in lower
 * case, or, in {@code env}, as it is written.
 */
final class EnvironmentVariables {

	private final HostVariables variables;

	private final Placeholders placeholders;

	EnvironmentVariables(HostVariables variables, Placeholders placeholders) {
		this.variables = variables;
		this.placeholders = placeholders;
	}

	/**
	 * Read the values.
	 * @param source the environment
	 * @param prefix what the properties' names begin with
	 * @param known the values of all other sources
	 * @return the values, which are text
	 */
	Map<String, @Nullable Object> read(SystemEnvironmentPropertySource source, PropertyPrefix prefix,
			Map<String, @Nullable Object> known) {
		ConfigTree tree = new ConfigTree();
		new TreeMap<>(source.getSource()).forEach((name, value) -> {
			List<Element> path = path(name, prefix, known);
			if (path != null && !path.isEmpty()) {
				String property = prefix.property() + "." + path.get(path.size() - 1).text();
				tree.put(path, this.placeholders.value(property, value));
			}
		});
		return tree.toMap();
	}

	private @Nullable List<Element> path(String name, PropertyPrefix prefix, Map<String, @Nullable Object> known) {
		if (name.contains(".")) {
			return prefix.rest(PropertyPath.parse(name));
		}
		Place place = this.variables.place(name);
		if (place == null || !place.isUnder(prefix)) {
			return null;
		}
		return prefix.key().equals("env") ? List.of(Element.key(variable(place.text(), known)))
				: match(place.rest(), known);
	}

	/**
	 * Return the name of a variable for a worker, which keeps its case and underscores.
	 */
	private static String variable(String name, Map<String, @Nullable Object> known) {
		if (known.containsKey(name)) {
			return name;
		}
		List<String> like = like(known, (key) -> key.equalsIgnoreCase(name));
		if (like.isEmpty()) {
			String loose = PropertyPrefix.loose(name);
			like = like(known, (key) -> PropertyPrefix.loose(key).equals(loose));
		}
		return (like.size() == 1) ? like.get(0) : name;
	}

	private static List<String> like(Map<String, @Nullable Object> known, Predicate<String> condition) {
		return known.keySet().stream().filter(condition).toList();
	}

	/**
	 * Match words with existing keys: as many words as make up an existing key, the rest
	 * below it.
	 */
	private static List<Element> match(List<String> words, @Nullable Object known) {
		if (words.isEmpty()) {
			return List.of();
		}
		if (known instanceof Map<?, ?> map) {
			for (int i = words.size(); i > 0; i--) {
				Object key = find(map, String.join("", words.subList(0, i)));
				if (key != null && (i == words.size() || isNested(map.get(key)))) {
					return join(Element.key((String) key), match(words.subList(i, words.size()), map.get(key)));
				}
			}
		}
		String first = words.get(0);
		boolean index = !(known instanceof Map<?, ?>) && PropertyPath.isIndex(first);
		return join(index ? Element.index(first) : Element.key(first), match(words.subList(1, words.size()), null));
	}

	private static boolean isNested(@Nullable Object value) {
		return value instanceof Map<?, ?> || value instanceof List<?>;
	}

	private static @Nullable Object find(Map<?, ?> map, String word) {
		return map.keySet()
			.stream()
			.filter((key) -> PropertyPrefix.loose((String) key).equals(word))
			.findFirst()
			.orElse(null);
	}

	private static List<Element> join(Element first, List<Element> rest) {
		List<Element> path = new ArrayList<>();
		path.add(first);
		path.addAll(rest);
		return path;
	}

}
