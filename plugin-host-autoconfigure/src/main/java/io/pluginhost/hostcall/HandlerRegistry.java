package io.pluginhost.hostcall;

import java.util.List;
import java.util.Optional;

/**
 * The host methods of an application.
 *
 * @see "docs/decisions/core-without-spring.md"
 */
public interface HandlerRegistry {

	/**
	 * Find the handler of a method for a plugin.
	 * @param pluginId the calling plugin
	 * @param method the method
	 * @return the handler, or empty if there is none for this plugin
	 */
	Optional<RegisteredHandler> find(String pluginId, String method);

	/**
	 * Return the methods that exist for a plugin, whether or not it has been granted
	 * their capabilities.
	 * @param pluginId the plugin
	 * @return the handlers, ordered by method
	 */
	List<RegisteredHandler> findAll(String pluginId);

	/**
	 * Wrap a handler of a plugin's own definition in the interceptors that the registry
	 * applies to its handlers.
	 * @param handler the handler
	 * @return the handler to run instead
	 */
	default RegisteredHandler wrap(RegisteredHandler handler) {
		return handler;
	}

}
