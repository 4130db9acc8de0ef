package io.pluginhost.autoconfigure;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.pluginhost.autoconfigure.PropertyPath.Element;

/**
 * What the names of the properties below one of a plugin's keys begin with, however they
 * are spelled.
 *
 * @param plugin the plugin's name
 * @param key the key, {@code config} or {@code manifest}
 */
record PropertyPrefix(String plugin, String key) {

	private static final int LENGTH = 4;

	/**
	 * Return the rest of a name that begins with this, or {@code null}.
	 */
	@Nullable List<Element> rest(List<Element> path) {
		return (path.size() >= LENGTH && mayLeadTo(path)) ? path.subList(LENGTH, path.size()) : null;
	}

	/**
	 * Whether a name is, as far as it goes, as names that begin with this are.
	 */
	boolean mayLeadTo(List<Element> path) {
		return isSame(path, 0, PluginHostProperties.PREFIX) && isSame(path, 1, "plugins")
				&& (path.size() <= 2 || PluginNames.isSame(path.get(2).text(), this.plugin))
				&& isSame(path, 3, this.key);
	}

	private static boolean isSame(List<Element> path, int index, String text) {
		if (path.size() <= index) {
			return true;
		}
		String element = path.get(index).text();
		return element.equals(text) || loose(element).equals(loose(text));
	}

	String property() {
		return PluginKeys.ofPlugin(this.plugin, this.key);
	}

	/**
	 * Return what is left of a name once its spelling makes no difference.
	 */
	static String loose(String text) {
		return text.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
	}

}
