package io.pluginhost.worker;

import java.util.List;
import java.util.Optional;

/**
 * Knows the host methods an application offers.
 */
public interface HandlerRegistry {

	/**
	 * Find what answers a method for a plugin.
	 * @param pluginId the plugin that calls
	 * @param method the method
	 * @return the handler, or empty if there is none for this plugin
	 */
	Optional<RegisteredHandler> find(String pluginId, String method);

	/**
	 * Return the methods a plugin may call, given what it has been granted.
	 * @param pluginId the plugin
	 * @return the handlers, in the order of their methods' names
	 */
	List<RegisteredHandler> findAll(String pluginId);

}
