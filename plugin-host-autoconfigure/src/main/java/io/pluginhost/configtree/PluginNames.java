package io.pluginhost.configtree;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Compares names of plugins as Spring Boot does: case, dashes and underscores are ignored
 * unless the name needs brackets.
 */
public final class PluginNames {

	private PluginNames() {
	}

	/**
	 * Return one entry for each plugin. Spring Boot's binder makes one for each way of
	 * writing the name, such as {@code myplugin} from an environment variable beside
	 * {@code my-plugin}, all bound to the same; one for the beginning of a longer name,
	 * such as {@code my}; and none where all values are read elsewhere.
	 * @param byName the entries
	 * @param names the names as they are written. The source of lowest precedence, which
	 * is likely to be a file, determines the spelling.
	 * @param empty creates an entry where there is none
	 * @param <T> the type of an entry
	 * @return one entry for each plugin
	 */
	public static <T> Map<String, T> distinct(Map<String, T> byName, Collection<String> names, Supplier<T> empty) {
		Map<String, String> spellings = new LinkedHashMap<>();
		names.forEach((name) -> spellings.merge(uniform(name), name,
				(above, below) -> byName.containsKey(below) ? below : above));
		Map<String, T> distinct = new LinkedHashMap<>();
		spellings.values().forEach((name) -> {
			T entry = byName.get(name);
			distinct.put(name, (entry != null) ? entry : empty.get());
		});
		return distinct;
	}

	static boolean isSame(String name, String other) {
		return name.equals(other) || uniform(name).equals(uniform(other));
	}

	private static String uniform(String name) {
		return name.contains(".") ? name : name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
	}

}
