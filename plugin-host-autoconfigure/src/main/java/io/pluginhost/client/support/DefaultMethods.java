package io.pluginhost.client.support;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

/**
 * Invokes the default methods of a client interface.
 */
final class DefaultMethods {

	private DefaultMethods() {
	}

	static ClientMethod of(Method method) {
		Class<?> owner = method.getDeclaringClass();
		try {
			// InvocationHandler.invokeDefault has no access to package-private interfaces
			MethodHandle handle = MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
				.unreflectSpecial(method, owner);
			return (client, arguments) -> handle.bindTo(client).invokeWithArguments(arguments);
		}
		catch (IllegalAccessException ex) {
			return (client, arguments) -> InvocationHandler.invokeDefault(client, method, arguments);
		}
	}

}
