package io.pluginhost.client.support;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.stream.Stream;

/**
 * Finds unresolved type variables in a type.
 */
final class TypeVariables {

	private TypeVariables() {
	}

	static Stream<TypeVariable<?>> in(Type... types) {
		return Stream.of(types).flatMap(TypeVariables::variables);
	}

	private static Stream<TypeVariable<?>> variables(Type type) {
		if (type instanceof ParameterizedType parameterized) {
			return in(parameterized.getActualTypeArguments());
		}
		if (type instanceof GenericArrayType array) {
			return in(array.getGenericComponentType());
		}
		if (type instanceof WildcardType wildcard) {
			return Stream.concat(in(wildcard.getUpperBounds()), in(wildcard.getLowerBounds()));
		}
		return (type instanceof TypeVariable<?> variable) ? Stream.of(variable) : Stream.empty();
	}

}
