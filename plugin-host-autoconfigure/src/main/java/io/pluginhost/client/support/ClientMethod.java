package io.pluginhost.client.support;

import org.jspecify.annotations.Nullable;

/**
 * The implementation of a client's method. Safe for use by any thread.
 */
interface ClientMethod {

	/**
	 * Invoke the method.
	 * @param client the client
	 * @param arguments the method's arguments
	 * @return what the method returns
	 * @throws Throwable what the method throws
	 */
	@Nullable Object invoke(Object client, @Nullable Object[] arguments) throws Throwable;

}
