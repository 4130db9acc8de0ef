package io.pluginhost.client.support;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

/**
 * Runs the bodies that methods of a client have in its interface.
 */
final class DefaultMethods {

	private DefaultMethods() {
	}

	static ClientMethod of(Method method) {
		Class<?> owner = method.getDeclaringClass();
		try {
			// The JDK's own way does not see interfaces that only their package knows
			MethodHandle handle = MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
				.unreflectSpecial(method, owner);
			return (client, arguments) -> handle.bindTo(client).invokeWithArguments(arguments);
		}
		catch (IllegalAccessException ex) {
			return (client, arguments) -> InvocationHandler.invokeDefault(client, method, arguments);
		}
	}

}
