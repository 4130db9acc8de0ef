package io.pluginhost.handler.support;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Nullness;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.JsonReader;
import io.pluginhost.json.RawJson;
import io.pluginhost.params.MethodParam;

/**
 * The type of a host method's parameter.
 *
 * @param rawType the class, or that of the content of an {@code Optional}
 * @param reader reads the type
 * @param nullness whether the parameter may be {@code null}
 * @param empty the empty {@code Optional}, if the parameter is one
 */
record ArgumentType(Class<?> rawType, JsonReader reader, Nullness nullness, @Nullable Object empty) {

	private static final Set<Class<?>> OPTIONAL_NUMBERS = Set.of(OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	static ArgumentType of(MethodParam param, JsonCodec codec) {
		ResolvableType resolvable = ResolvableType.forType(param.type());
		Class<?> rawType = resolvable.resolve(Object.class);
		JsonReader reader = codec.readerFor(param.type());
		Object empty = null;
		if (rawType == Optional.class || OPTIONAL_NUMBERS.contains(rawType)) {
			empty = (rawType == Optional.class) ? Optional.empty() : reader.read(RawJson.ofNull());
			rawType = (rawType == Optional.class) ? resolvable.getGeneric().resolve(Object.class) : rawType;
		}
		return new ArgumentType(rawType, reader, Nullness.forMethodParameter(param.parameter()), empty);
	}

	/**
	 * Return whether the parameter requires a value.
	 */
	boolean isRequired() {
		return this.empty == null && (this.rawType.isPrimitive() || this.nullness == Nullness.NON_NULL);
	}

	/**
	 * Return whether the parameter is declared as optional.
	 */
	boolean isOptional() {
		return this.empty != null || this.nullness == Nullness.NULLABLE;
	}

	/**
	 * Return whether JSON {@code null} is a value of the parameter's type.
	 */
	boolean takesJsonNull() {
		return this.empty == null && JsonNode.class.isAssignableFrom(this.rawType)
				&& this.rawType.isInstance(NullNode.instance);
	}

}
