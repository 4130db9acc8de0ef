package io.pluginhost.client.support;

import org.jspecify.annotations.Nullable;

/**
 * What a method of a client does. Safe for use by any number of threads.
 */
interface ClientMethod {

	/**
	 * Do it.
	 * @param client the client
	 * @param arguments the method's arguments
	 * @return what the method returns
	 * @throws Throwable what the method throws
	 */
	@Nullable Object invoke(Object client, @Nullable Object[] arguments) throws Throwable;

}
