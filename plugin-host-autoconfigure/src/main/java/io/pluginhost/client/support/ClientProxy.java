package io.pluginhost.client.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Dispatches a client's methods, and those of {@link Object}.
 *
 * @param name the string representation of the client
 * @param methods the implementations of its methods
 */
record ClientProxy(String name, Map<Method, ClientMethod> methods) implements InvocationHandler {

	private static final @Nullable Object[] NO_ARGUMENTS = new @Nullable Object[0];

	@Override
	public @Nullable Object invoke(Object client, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		@Nullable Object[] values = (arguments != null) ? arguments : NO_ARGUMENTS;
		ClientMethod known = this.methods.get(method);
		if (known != null) {
			return known.invoke(client, values);
		}
		return switch (method.getName()) {
			case "equals" -> client == values[0];
			case "hashCode" -> System.identityHashCode(client);
			default -> this.name;
		};
	}

}
