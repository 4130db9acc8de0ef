package io.pluginhost.client;

/**
 * Makes objects of interfaces that are marked with {@link PluginClient @PluginClient}.
 * Safe for use by any number of threads.
 */
public interface PluginClientFactory {

	/**
	 * Make a client. The plugin need not be there yet.
	 * @param <T> the type of the client
	 * @param type an interface
	 * @return the client, safe for use by any number of threads
	 * @throws InvalidPluginClientException if a method of the interface cannot work
	 */
	<T> T createClient(Class<T> type);

}
