package io.pluginhost.autoconfigure;

/**
 * The whole names of properties.
 */
final class PluginKeys {

	static final String DEFAULTS = PluginHostProperties.PREFIX + ".defaults";

	static final String PLUGINS = PluginHostProperties.PREFIX + ".plugins";

	private PluginKeys() {
	}

	/**
	 * Return the name of what is said about a plugin.
	 */
	static String ofPlugin(String name) {
		return PLUGINS + (name.contains(".") ? "[" + name + "]" : "." + name);
	}

	static String ofPlugin(String name, String key) {
		return ofPlugin(name) + "." + key;
	}

}
