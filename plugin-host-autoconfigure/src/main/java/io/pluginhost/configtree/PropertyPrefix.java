package io.pluginhost.configtree;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.pluginhost.configtree.PropertyPath.Element;

/**
 * The beginning of the names of all properties below one key of a plugin, or of the
 * defaults, in any spelling.
 *
 * @param plugin the plugin's name, {@code null} for the defaults
 * @param key the key, such as {@code config}
 */
record PropertyPrefix(@Nullable String plugin, String key) {

	/**
	 * Return the rest of a name that begins with this, or {@code null}.
	 */
	@Nullable List<Element> rest(List<Element> path) {
		int length = (this.plugin != null) ? 4 : 3;
		return (path.size() >= length && mayLeadTo(path)) ? path.subList(length, path.size()) : null;
	}

	/**
	 * Return whether a name begins with this, or this with the name.
	 */
	boolean mayLeadTo(List<Element> path) {
		if (!isSame(path, 0, PluginKeys.PREFIX)) {
			return false;
		}
		if (this.plugin == null) {
			return isSame(path, 1, "defaults") && isSame(path, 2, this.key);
		}
		return isSame(path, 1, "plugins") && (path.size() <= 2 || PluginNames.isSame(path.get(2).text(), this.plugin))
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
		return (this.plugin != null) ? PluginKeys.ofPlugin(this.plugin, this.key)
				: PluginKeys.DEFAULTS + "." + this.key;
	}

	/**
	 * Return a name without what differs between spellings.
	 */
	static String loose(String text) {
		return text.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
	}

}
