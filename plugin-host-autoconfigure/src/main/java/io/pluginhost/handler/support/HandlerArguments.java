package io.pluginhost.handler.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedMethod;

import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.Param;
import io.pluginhost.handler.Params;
import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RpcCodec;

/**
 * Makes the arguments of a host method from a call's params: planned once, when the
 * method is found. Safe for use by any number of threads.
 */
final class HandlerArguments {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final RpcCodec codec;

	private final HandlerArgument[] arguments;

	private final int positions;

	private HandlerArguments(RpcCodec codec, List<HandlerArgument> arguments) {
		this.codec = codec;
		this.arguments = arguments.toArray(HandlerArgument[]::new);
		this.positions = arguments.stream().anyMatch(WholeArgument.class::isInstance) ? 0
				: (int) arguments.stream().filter(NamedArgument.class::isInstance).count();
	}

	static HandlerArguments of(HandlerMethod handler, RpcCodec codec) {
		MethodParameter[] parameters = new AnnotatedMethod(handler.method()).getMethodParameters();
		boolean alone = Arrays.stream(parameters).filter((parameter) -> !takesCall(parameter)).count() == 1;
		@Nullable String @Nullable [] names = NAMES.getParameterNames(handler.method());
		List<HandlerArgument> arguments = new ArrayList<>();
		int position = 0;
		for (MethodParameter parameter : parameters) {
			if (takesCall(parameter)) {
				arguments.add((params, call) -> call);
				continue;
			}
			ArgumentType type = ArgumentType.of(parameter, handler.beanType(), codec);
			if (takesWhole(handler, parameter, alone && !type.isSimple())) {
				arguments.add(new WholeArgument(type));
				continue;
			}
			arguments.add(new NamedArgument(name(handler, parameter, names), position++, type));
		}
		return new HandlerArguments(codec, arguments);
	}

	private static boolean takesCall(MethodParameter parameter) {
		return parameter.getParameterType() == HostCall.class;
	}

	private static boolean takesWhole(HandlerMethod handler, MethodParameter parameter, boolean otherwise) {
		boolean whole = parameter.hasParameterAnnotation(Params.class);
		boolean part = parameter.hasParameterAnnotation(Param.class);
		if (whole && part) {
			throw handler.invalid("has a parameter that is both @Param and @Params",
					"Remove one of the two annotations");
		}
		return whole || (!part && otherwise);
	}

	private static String name(HandlerMethod handler, MethodParameter parameter, @Nullable String @Nullable [] names) {
		Param param = parameter.getParameterAnnotation(Param.class);
		if (param != null && !param.value().isEmpty()) {
			return param.value();
		}
		String name = (names != null) ? names[parameter.getParameterIndex()] : null;
		if (name == null) {
			throw handler.invalid(
					"takes parameter %d by name, but its class was compiled without parameter names"
						.formatted(parameter.getParameterIndex() + 1),
					"Compile with '-parameters', or name each parameter with @Param(\"…\")");
		}
		return name;
	}

	/**
	 * Make the arguments.
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
	 * Return what a worker calls an argument.
	 * @return the name, empty for the whole params
	 */
	String path(int index) {
		return this.arguments[index].path();
	}

}
