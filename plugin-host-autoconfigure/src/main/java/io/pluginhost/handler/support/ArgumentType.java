package io.pluginhost.handler.support;

import java.lang.reflect.Type;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.Nullness;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import io.pluginhost.rpc.JsonReader;
import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RpcCodec;

/**
 * What a parameter of a host method takes.
 *
 * @param rawType the class, that of the content for an {@code Optional}
 * @param reader reads the parameter's type
 * @param nullness whether the parameter may be null
 * @param empty the empty {@code Optional} if the parameter is one
 */
record ArgumentType(Class<?> rawType, JsonReader reader, Nullness nullness, @Nullable Object empty) {

	private static final Set<Class<?>> OPTIONAL_NUMBERS = Set.of(OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	static ArgumentType of(MethodParameter parameter, Class<?> beanType, RpcCodec codec) {
		Type type = GenericTypeResolver.resolveType(parameter.getGenericParameterType(), beanType);
		ResolvableType resolvable = ResolvableType.forType(type);
		Class<?> rawType = resolvable.resolve(Object.class);
		JsonReader reader = codec.readerFor(type);
		Object empty = null;
		if (rawType == Optional.class || OPTIONAL_NUMBERS.contains(rawType)) {
			empty = (rawType == Optional.class) ? Optional.empty() : reader.read(RawJson.ofNull());
			rawType = (rawType == Optional.class) ? resolvable.getGeneric().resolve(Object.class) : rawType;
		}
		return new ArgumentType(rawType, reader, Nullness.forMethodParameter(parameter), empty);
	}

	/**
	 * Tell whether this is written as a single value in JSON and can thus not be the
	 * whole params.
	 */
	boolean isSimple() {
		return BeanUtils.isSimpleValueType(this.rawType) || TemporalAmount.class.isAssignableFrom(this.rawType)
				|| TemporalAccessor.class.isAssignableFrom(this.rawType) || OPTIONAL_NUMBERS.contains(this.rawType)
				|| this.rawType == byte[].class;
	}

	/**
	 * Tell whether the method has been promised a value.
	 */
	boolean isRequired() {
		return this.empty == null && (this.rawType.isPrimitive() || this.nullness == Nullness.NON_NULL);
	}

	/**
	 * Tell whether the method says that there may be no value.
	 */
	boolean isOptional() {
		return this.empty != null || this.nullness == Nullness.NULLABLE;
	}

	/**
	 * Tell whether JSON's null is a value to the parameter.
	 */
	boolean takesJsonNull() {
		return this.empty == null && JsonNode.class.isAssignableFrom(this.rawType)
				&& this.rawType.isInstance(NullNode.instance);
	}

}
