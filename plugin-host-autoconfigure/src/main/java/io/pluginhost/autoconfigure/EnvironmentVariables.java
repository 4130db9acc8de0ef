package io.pluginhost.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.pluginhost.autoconfigure.PropertyPath.Element;

/**
 * Reads what environment variables say below a prefix. Their names have lost the case,
 * the dashes and the dots of a key, so they are matched with the keys that are there; a
 * key that is not there is in lower case.
 */
final class EnvironmentVariables {

	private final UnaryOperator<String> placeholders;

	EnvironmentVariables(UnaryOperator<String> placeholders) {
		this.placeholders = placeholders;
	}

	/**
	 * Read.
	 * @param source the environment
	 * @param prefix what the properties' names begin with
	 * @param known what else is said below the prefix
	 * @return the values, which are text
	 */
	Map<String, @Nullable Object> read(SystemEnvironmentPropertySource source, PropertyPrefix prefix,
			Map<String, @Nullable Object> known) {
		ConfigTree tree = new ConfigTree();
		new TreeMap<>(source.getSource()).forEach((name, value) -> {
			List<Element> path = path(name, prefix, known);
			if (path != null && !path.isEmpty()) {
				tree.put(path, JsonValues.map(value, this.placeholders));
			}
		});
		return tree.toMap();
	}

	private @Nullable List<Element> path(String name, PropertyPrefix prefix, Map<String, @Nullable Object> known) {
		if (name.contains(".")) {
			return prefix.rest(PropertyPath.parse(name));
		}
		List<String> words = Arrays.stream(name.toLowerCase(Locale.ROOT).split("_"))
			.filter((word) -> !word.isEmpty())
			.toList();
		boolean legacy = startsWith(words, "plugin", "host", "plugins");
		if (!legacy && !startsWith(words, "pluginhost", "plugins")) {
			return null;
		}
		List<String> rest = afterPlugin(words.subList(legacy ? 3 : 2, words.size()), prefix);
		boolean otherKey = legacy && (rest.equals(List.of("json")) || rest.equals(List.of("location")));
		return otherKey ? null : match(rest, known);
	}

	private static List<String> afterPlugin(List<String> words, PropertyPrefix prefix) {
		String plugin = PropertyPrefix.loose(prefix.plugin());
		for (int i = 1; i < words.size() - 1; i++) {
			if (words.get(i).equals(prefix.key()) && String.join("", words.subList(0, i)).equals(plugin)) {
				return words.subList(i + 1, words.size());
			}
		}
		return List.of();
	}

	private static boolean startsWith(List<String> words, String... start) {
		return words.size() > start.length && words.subList(0, start.length).equals(List.of(start));
	}

	/**
	 * Give words the keys they stand for: as many words as make a key that is there, the
	 * rest below it.
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
