package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.RawJson;

/**
 * A method of a bean as a handler: binds, validates, runs.
 *
 * @param method the name plugins call it by
 * @param capability what a plugin must have been granted
 * @param plugins the plugins it exists for
 * @param interruptible whether it may be interrupted
 * @param declaration the method in Java
 * @param bean what it is run on
 * @param arguments where its arguments come from
 * @param validator checks the arguments and the result, if there is anything to check
 * @param results turns its results into others, if needed
 */
record BeanHandler(String method, String capability, PluginPatterns plugins, boolean interruptible,
		HandlerMethod declaration, HandlerBean bean, HandlerArguments arguments, @Nullable ArgumentValidator validator,
		@Nullable ResultAdapter results) implements RegisteredHandler {

	@Override
	public @Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception {
		@Nullable Object[] values = this.arguments.bind(params, call);
		Object instance = this.bean.get();
		if (this.validator != null) {
			this.validator.validate(instance, values);
		}
		Object result = this.bean.invoke(instance, values);
		if (this.validator != null) {
			this.validator.validateResult(instance, result);
		}
		return (this.results != null) ? this.results.adapt(result, call) : result;
	}

}
