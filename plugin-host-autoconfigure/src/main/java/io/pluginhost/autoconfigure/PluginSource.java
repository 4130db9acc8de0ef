package io.pluginhost.autoconfigure;

import io.pluginhost.configtree.PluginKeys;

/**
 * The source of a plugin's definition, as it is named in reports.
 *
 * @param name the name of its entry in the configuration, or of its bean
 * @param bean whether it is a bean
 */
record PluginSource(String name, boolean bean) {

	/**
	 * Return the property or bean that defines the plugin.
	 */
	String property() {
		return this.bean ? "bean '" + this.name + "'" : PluginKeys.ofPlugin(this.name);
	}

	/**
	 * Return the property that sets a key of the plugin.
	 */
	String property(String key) {
		return this.bean ? property() + " (" + key + ")" : PluginKeys.ofPlugin(this.name, key);
	}

}
