package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of one host method before it is run, and what it returns.
 */
interface ArgumentValidator {

	/**
	 * Check them.
	 * @param bean the bean the method is run on, or a proxy of it
	 * @param arguments the arguments
	 * @throws io.pluginhost.PluginRpcException with code −32602 if they are not valid
	 */
	void validate(Object bean, @Nullable Object[] arguments);

	/**
	 * Check what the method has returned.
	 * @param bean the bean the method was run on, or a proxy of it
	 * @param result what it returned
	 * @throws RuntimeException if it is not valid, which is the host's own mistake
	 */
	void validateResult(Object bean, @Nullable Object result);

	/**
	 * Makes validators.
	 */
	interface Factory {

		/**
		 * Make a validator.
		 * @param handler the method
		 * @param arguments what a worker calls its arguments
		 * @return the validator, or {@code null} if nothing is to be checked
		 */
		@Nullable ArgumentValidator create(HandlerMethod handler, HandlerArguments arguments);

	}

}
