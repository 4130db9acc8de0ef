package io.pluginhost.call;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginDefinition;

/**
 * Checks plugins' configurations before they are sent to a worker. Invoked on threads
 * that may block.
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

	/**
	 * Return the exception to be thrown for a configuration.
	 * @return the exception, or {@code null} if the configuration is valid
	 */
	default @Nullable InvalidPluginConfigException check(PluginDefinition definition) {
		List<ConfigProblem> problems = validate(definition);
		return problems.isEmpty() ? null : new InvalidPluginConfigException(definition.id(),
				problems.stream().map(ConfigProblem::toString).toList());
	}

}
