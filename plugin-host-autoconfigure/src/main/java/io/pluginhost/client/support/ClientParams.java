package io.pluginhost.client.support;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginCall;
import io.pluginhost.params.MethodParam;
import io.pluginhost.params.MethodParams;

/**
 * Converts the arguments of a client's method to params, as planned once when the client
 * is created. Safe for use by any thread.
 *
 * @param params the method's parameters
 */
record ClientParams(List<MethodParam> params) {

	static ClientParams of(DeclaredMethod method) {
		List<MethodParam> params = MethodParams.of(method.method(), method.type(), (parameter) -> false,
				method::invalid);
		Set<String> names = new HashSet<>();
		for (MethodParam param : params) {
			if (param.isWhole() && param.simple()) {
				throw method.invalid(
						"sends a %s as the whole params, which are an object or an array"
							.formatted(param.parameter().getParameterType().getSimpleName()),
						"Remove @Params to send it by name");
			}
			if (param.isWhole() && params.size() > 1) {
				throw method.invalid("sends the whole params and has other parameters",
						"Send each by name: remove @Params");
			}
			if (param.name() != null && !names.add(param.name())) {
				throw method.invalid("sends two parameters as '%s'".formatted(param.name()),
						"Give one of them another name with @Param(\"…\")");
			}
		}
		return new ClientParams(params);
	}

	void write(@Nullable Object[] arguments, PluginCall call) {
		for (MethodParam param : this.params) {
			Object value = arguments[param.parameter().getParameterIndex()];
			if (value instanceof Optional<?> optional) {
				value = optional.orElse(null);
			}
			if (value == null || isEmptyNumber(value)) {
				continue;
			}
			if (param.name() != null) {
				call.param(param.name(), value);
			}
			else {
				call.params(value);
			}
		}
	}

	private static boolean isEmptyNumber(Object value) {
		return value.equals(OptionalInt.empty()) || value.equals(OptionalLong.empty())
				|| value.equals(OptionalDouble.empty());
	}

}
