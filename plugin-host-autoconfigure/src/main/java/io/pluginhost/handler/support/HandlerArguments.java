package io.pluginhost.handler.support;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

import io.pluginhost.handler.HostCall;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;
import io.pluginhost.params.MethodParam;
import io.pluginhost.params.MethodParams;

/**
 * Binds the params of a call to the arguments of a host method, as planned once when the
 * method is detected. Safe for use by any thread.
 */
final class HandlerArguments {

	private final JsonCodec codec;

	private final HandlerArgument[] arguments;

	private final int positions;

	private HandlerArguments(JsonCodec codec, HandlerArgument[] arguments) {
		this.codec = codec;
		this.arguments = arguments;
		this.positions = Arrays.stream(arguments).anyMatch(WholeArgument.class::isInstance) ? 0
				: (int) Arrays.stream(arguments).filter(NamedArgument.class::isInstance).count();
	}

	static HandlerArguments of(HandlerMethod handler, JsonCodec codec) {
		HandlerArgument[] arguments = new HandlerArgument[handler.method().getParameterCount()];
		Arrays.fill(arguments, (HandlerArgument) (params, call) -> call);
		int position = 0;
		for (MethodParam param : MethodParams.of(handler.method(), handler.beanType(), HandlerArguments::takesCall,
				handler::invalid)) {
			ArgumentType type = ArgumentType.of(param, codec);
			String name = param.name();
			arguments[param.parameter().getParameterIndex()] = (name != null)
					? new NamedArgument(name, position++, type) : new WholeArgument(type);
		}
		return new HandlerArguments(codec, arguments);
	}

	private static boolean takesCall(MethodParameter parameter) {
		return parameter.getParameterType() == HostCall.class;
	}

	/**
	 * Bind the arguments.
	 * @throws io.pluginhost.PluginRpcException with code −32602 if the params do not bind
	 */
	@Nullable Object[] bind(@Nullable RawJson json, HostCall call) {
		CallParams params = new CallParams(json, this.codec);
		if (this.positions > 0) {
			params.allowPositions(this.positions);
		}
		@Nullable Object[] values = new @Nullable Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].value(params, call);
		}
		return values;
	}

	/**
	 * Return the name of an argument in the params.
	 * @return the name, or an empty string for the whole params
	 */
	String path(int index) {
		return this.arguments[index].path();
	}

}
