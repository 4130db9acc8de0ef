package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.RawJson;

/**
 * A handler that binds params, validates them and invokes a method of a bean.
 *
 * @param method the name of the host method
 * @param capability the capability that a plugin needs
 * @param plugins the plugins that may call it
 * @param interruptible whether it may be interrupted
 * @param declaration the Java method
 * @param bean the bean
 * @param arguments binds the arguments
 * @param validator validates the arguments and the result, or {@code null}
 * @param results adapts its results, or {@code null}
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
