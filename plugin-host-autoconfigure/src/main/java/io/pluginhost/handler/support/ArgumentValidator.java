package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

/**
 * Validates the arguments and the return value of a host method.
 */
interface ArgumentValidator {

	/**
	 * Validate arguments.
	 * @param bean the bean of the method, or a proxy of it
	 * @param arguments the arguments
	 * @throws io.pluginhost.PluginRpcException with code −32602 if they are not valid
	 */
	void validate(Object bean, @Nullable Object[] arguments);

	/**
	 * Validate a return value.
	 * @param bean the bean of the method, or a proxy of it
	 * @param result the return value
	 * @throws RuntimeException if it is not valid, which is a mistake of the host
	 */
	void validateResult(Object bean, @Nullable Object result);

	/**
	 * Creates validators.
	 */
	interface Factory {

		/**
		 * Create a validator.
		 * @param handler the method
		 * @param arguments its arguments, with their names in params
		 * @return the validator, or {@code null} if there are no constraints
		 */
		@Nullable ArgumentValidator create(HandlerMethod handler, HandlerArguments arguments);

	}

}
