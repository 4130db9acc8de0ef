package io.pluginhost.hostcall;

import java.util.List;
import java.util.Optional;

/**
 * Knows the host methods an application offers.
 *
 * @see "docs/decisions/core-without-spring.md"
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
	 * Return the methods that exist for a plugin, whether or not it has been granted what
	 * they need.
	 * @param pluginId the plugin
	 * @return the handlers, in the order of their methods' names
	 */
	List<RegisteredHandler> findAll(String pluginId);

	/**
	 * Wrap a handler this registry does not hold, one that exists for a single plugin, in
	 * what wraps the registry's own.
	 * @param handler the handler
	 * @return the handler to run in its place
	 */
	default RegisteredHandler wrap(RegisteredHandler handler) {
		return handler;
	}

}
