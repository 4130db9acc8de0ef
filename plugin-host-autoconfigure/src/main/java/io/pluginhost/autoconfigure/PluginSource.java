package io.pluginhost.autoconfigure;

import io.pluginhost.configtree.PluginKeys;

/**
 * Where a plugin is defined, as a report names it.
 *
 * @param name the name of its entry in the configuration, or of its bean
 * @param bean whether it is a bean
 */
record PluginSource(String name, boolean bean) {

	/**
	 * Return what defines the plugin.
	 */
	String property() {
		return this.bean ? "bean '" + this.name + "'" : PluginKeys.ofPlugin(this.name);
	}

	/**
	 * Return what sets a key of the plugin.
	 */
	String property(String key) {
		return this.bean ? property() + " (" + key + ")" : PluginKeys.ofPlugin(this.name, key);
	}

}
