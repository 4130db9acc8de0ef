package io.pluginhost.worker;

import java.util.List;

import io.pluginhost.PluginDefinition;

/**
 * Checks plugins' configurations, before a worker is told of them. Called on threads that
 * may block.
 */
@FunctionalInterface
public interface ConfigValidator {

	/** Finds nothing wrong. */
	ConfigValidator NONE = (definition) -> List.of();

	/**
	 * Check a configuration by the schema that comes with it.
	 * @param definition the plugin
	 * @return all that is wrong
	 */
	List<ConfigProblem> validate(PluginDefinition definition);

}
