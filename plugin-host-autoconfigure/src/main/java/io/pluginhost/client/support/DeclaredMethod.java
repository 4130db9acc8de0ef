package io.pluginhost.client.support;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.Nullness;

import io.pluginhost.client.InvalidPluginClientException;

/**
 * A method of a client interface.
 *
 * @param pluginId the plugin
 * @param type the interface, which may inherit the method
 * @param method the method
 */
record DeclaredMethod(String pluginId, Class<?> type, Method method) {

	/**
	 * Return the return type of the method, with the generics of the interface resolved.
	 */
	Type returnType() {
		return GenericTypeResolver.resolveType(this.method.getGenericReturnType(), this.type);
	}

	/**
	 * Return whether the return type is a type variable that the caller determines.
	 */
	boolean isReturnTypeOpen() {
		return TypeVariables.in(returnType()).findAny().isPresent()
				|| TypeVariables.in(this.method.getGenericReturnType())
					.anyMatch((variable) -> variable.getGenericDeclaration() instanceof Method);
	}

	/**
	 * Return whether the method is declared to never return {@code null}.
	 */
	boolean promisesValue() {
		return this.method.getReturnType() != void.class
				&& Nullness.forMethodReturnType(this.method) == Nullness.NON_NULL;
	}

	InvalidPluginClientException invalid(String why, String action) {
		return invalid(why, action, null);
	}

	InvalidPluginClientException invalid(String why, String action, @Nullable Throwable cause) {
		return new InvalidPluginClientException("Plugin client method " + this + " " + why + ".", action + ".", cause);
	}

	@Override
	public String toString() {
		String parameters = Arrays.stream(this.method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", "));
		return "%s.%s(%s)".formatted(this.type.getName(), this.method.getName(), parameters);
	}

}
