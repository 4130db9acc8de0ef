package io.pluginhost.params;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedMethod;

import io.pluginhost.handler.Param;
import io.pluginhost.handler.Params;

/**
 * Says which parameter of a Java method is which part of a call's params: simple types by
 * name, always; another type as the whole params if it is the only parameter, and by name
 * otherwise; {@link Param @Param} and {@link Params @Params} override. One rule for what
 * the host answers and for what it asks.
 */
public final class MethodParams {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private static final Set<Class<?>> OPTIONAL_NUMBERS = Set.of(OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	private final BiFunction<String, String, ? extends RuntimeException> invalid;

	private final @Nullable String @Nullable [] names;

	private MethodParams(Method method, BiFunction<String, String, ? extends RuntimeException> invalid) {
		this.invalid = invalid;
		this.names = NAMES.getParameterNames(method);
	}

	/**
	 * Return what a method's parameters are.
	 * @param method the method
	 * @param type the class that has the method, which may be one that inherits it
	 * @param apart the parameters that are no part of the params
	 * @param invalid makes an exception of what is wrong and of the way out, neither with
	 * a full stop
	 * @return one for each parameter that is not apart, in their order
	 */
	public static List<MethodParam> of(Method method, Class<?> type, Predicate<MethodParameter> apart,
			BiFunction<String, String, ? extends RuntimeException> invalid) {
		List<MethodParameter> parameters = Stream.of(new AnnotatedMethod(method).getMethodParameters())
			.filter(apart.negate())
			.toList();
		MethodParams rules = new MethodParams(method, invalid);
		List<MethodParam> params = new ArrayList<>();
		for (MethodParameter parameter : parameters) {
			Type resolved = GenericTypeResolver.resolveType(parameter.getGenericParameterType(), type);
			boolean simple = isSimple(resolved);
			boolean whole = rules.takesWhole(parameter, parameters.size() == 1 && !simple);
			params.add(new MethodParam(parameter, resolved, simple, whole ? null : rules.name(parameter)));
		}
		return params;
	}

	/**
	 * Tell whether a type is written as a single value in JSON and can thus not be the
	 * whole params.
	 */
	private static boolean isSimple(Type type) {
		ResolvableType resolvable = ResolvableType.forType(type);
		Class<?> rawType = resolvable.resolve(Object.class);
		if (rawType == Optional.class) {
			rawType = resolvable.getGeneric().resolve(Object.class);
		}
		return BeanUtils.isSimpleValueType(rawType) || TemporalAmount.class.isAssignableFrom(rawType)
				|| TemporalAccessor.class.isAssignableFrom(rawType) || OPTIONAL_NUMBERS.contains(rawType)
				|| rawType == byte[].class;
	}

	private boolean takesWhole(MethodParameter parameter, boolean otherwise) {
		boolean whole = parameter.hasParameterAnnotation(Params.class);
		boolean part = parameter.hasParameterAnnotation(Param.class);
		if (whole && part) {
			throw this.invalid.apply("has a parameter that is both @Param and @Params",
					"Remove one of the two annotations");
		}
		return whole || (!part && otherwise);
	}

	private String name(MethodParameter parameter) {
		Param param = parameter.getParameterAnnotation(Param.class);
		if (param != null && !param.value().isEmpty()) {
			return param.value();
		}
		String name = (this.names != null) ? this.names[parameter.getParameterIndex()] : null;
		if (name == null) {
			throw this.invalid.apply(
					"takes parameter %d by name, but its class was compiled without parameter names"
						.formatted(parameter.getParameterIndex() + 1),
					"Compile with '-parameters', or name each parameter with @Param(\"…\")");
		}
		return name;
	}

}
