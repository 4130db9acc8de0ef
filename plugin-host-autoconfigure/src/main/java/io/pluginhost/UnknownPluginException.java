package io.pluginhost;

import java.util.Collection;

/**
 * Nobody registered a plugin with this id.
 */
public class UnknownPluginException extends RuntimeException {

	/**
	 * Create the exception.
	 * @param pluginId the id asked for
	 * @param knownIds the ids that are registered
	 */
	public UnknownPluginException(String pluginId, Collection<String> knownIds) {
		super("No plugin '%s' is registered; known plugins: %s".formatted(pluginId,
				knownIds.isEmpty() ? "none" : String.join(", ", knownIds)));
	}

}
