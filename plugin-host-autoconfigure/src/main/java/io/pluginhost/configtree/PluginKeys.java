package io.pluginhost.configtree;

/**
 * The full names of properties.
 */
public final class PluginKeys {

	/** The prefix of all properties. */
	public static final String PREFIX = "plugin-host";

	/** The prefix of the defaults of all plugins. */
	public static final String DEFAULTS = PREFIX + ".defaults";

	/** The prefix of the plugins. */
	public static final String PLUGINS = PREFIX + ".plugins";

	private PluginKeys() {
	}

	/**
	 * Return the name under which a plugin is configured.
	 * @param name the plugin's name
	 * @return the name, in brackets where it contains a dot
	 */
	public static String ofPlugin(String name) {
		return PLUGINS + (name.contains(".") ? "[" + name + "]" : "." + name);
	}

	/**
	 * Return the name of one property of a plugin.
	 * @param name the plugin's name
	 * @param key the key, such as {@code restart.jitter}
	 * @return the full name
	 */
	public static String ofPlugin(String name, String key) {
		return ofPlugin(name) + "." + key;
	}

}
