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
		boolean matches = path.size() >= LENGTH && isSame(path.get(0), PluginHostProperties.PREFIX)
				&& isSame(path.get(1), "plugins") && PluginNames.isSame(path.get(2).text(), this.plugin)
				&& isSame(path.get(3), this.key);
		return matches ? path.subList(LENGTH, path.size()) : null;
	}

	private static boolean isSame(Element element, String text) {
		return loose(element.text()).equals(loose(text));
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
