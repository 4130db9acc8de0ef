package io.pluginhost.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Compares names of plugins as Spring Boot does: case, dashes and underscores make no
 * difference unless the name needs brackets.
 */
final class PluginNames {

	private PluginNames() {
	}

	/**
	 * Return one entry for each plugin. Spring Boot's binder makes one for each way of
	 * writing the name, such as {@code myplugin} from an environment variable beside
	 * {@code my-plugin}; they are all bound to the same. The one furthest down, which is
	 * likely to be a file, knows how the name is written.
	 */
	static <T> Map<String, T> distinct(Map<String, T> byName) {
		Map<String, String> spellings = new LinkedHashMap<>();
		byName.keySet().forEach((name) -> spellings.put(uniform(name), name));
		Map<String, T> distinct = new LinkedHashMap<>(byName);
		distinct.keySet().retainAll(spellings.values());
		return distinct;
	}

	static boolean isSame(String name, String other) {
		return name.equals(other) || uniform(name).equals(uniform(other));
	}

	private static String uniform(String name) {
		return name.contains(".") ? name : name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
	}

}
