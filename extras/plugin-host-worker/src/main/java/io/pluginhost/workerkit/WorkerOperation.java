package io.pluginhost.workerkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A method of a worker, with the binding of its arguments. Immutable; invoked on any
 * thread, and blocks as long as the method does.
 */
final class WorkerOperation {

	private final Object target;

	private final Method method;

	private final @Nullable Argument[] arguments;

	/**
	 * Create an operation.
	 * @param target the object with the method
	 * @throws IllegalArgumentException if it binds a parameter by name and has no names
	 */
	WorkerOperation(Object target, Method method) {
		this.target = target;
		this.method = method;
		Parameter[] parameters = method.getParameters();
		this.arguments = new @Nullable Argument[parameters.length];
		long taken = Arrays.stream(parameters).filter((parameter) -> parameter.getType() != Call.class).count();
		int position = 0;
		for (int i = 0; i < parameters.length; i++) {
			if (parameters[i].getType() != Call.class) {
				this.arguments[i] = Argument.of(parameters[i], position++, taken == 1);
			}
		}
		method.setAccessible(true);
	}

	/**
	 * Call the method, on this thread.
	 * @return the result in JSON
	 */
	JsonNode invoke(Call call) throws Throwable {
		@Nullable Object[] values = new @Nullable Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			Argument argument = this.arguments[i];
			values[i] = (argument != null) ? argument.value(call.params()) : call;
		}
		try {
			return Connection.JSON.valueToTree(this.method.invoke(this.target, values));
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

}
