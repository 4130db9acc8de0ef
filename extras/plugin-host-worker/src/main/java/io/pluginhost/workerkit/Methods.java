package io.pluginhost.workerkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The methods of a worker. Immutable.
 */
final class Methods {

	private final Object target;

	private final Map<String, Method> byName = new TreeMap<>();

	Methods(Object target) {
		this.target = target;
		for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
			for (Method method : type.getDeclaredMethods()) {
				WorkerMethod annotation = method.getAnnotation(WorkerMethod.class);
				if (annotation != null) {
					add(annotation.value(), method);
				}
			}
		}
	}

	private void add(String name, Method method) {
		if (this.byName.put(name, method) != null) {
			throw new IllegalArgumentException("Two methods are called '" + name + "'");
		}
		int params = 0;
		for (Class<?> type : method.getParameterTypes()) {
			params += (type != Call.class) ? 1 : 0;
		}
		if (params > 1) {
			throw new IllegalArgumentException(
					method + " takes more than one object: declare a record of all params, and a Call");
		}
		method.setAccessible(true);
	}

	boolean has(String name) {
		return this.byName.containsKey(name);
	}

	/**
	 * What the worker says it supports.
	 */
	Set<String> supported() {
		Set<String> names = new TreeSet<>(this.byName.keySet());
		names.remove("initialize");
		names.add("health");
		names.add("shutdown");
		return names;
	}

	/**
	 * Call a method, on this thread.
	 * @return the result in JSON
	 */
	JsonNode invoke(Call call) throws Throwable {
		Method method = this.byName.get(call.method());
		if (method == null) {
			throw new WorkerException(WorkerException.METHOD_NOT_FOUND, "No method '" + call.method() + "'");
		}
		Object[] arguments = new Object[method.getParameterCount()];
		for (int i = 0; i < arguments.length; i++) {
			Class<?> type = method.getParameterTypes()[i];
			arguments[i] = (type == Call.class) ? call : bind(method, i, call);
		}
		try {
			return Connection.JSON.valueToTree(method.invoke(this.target, arguments));
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private static Object bind(Method method, int index, Call call) {
		try {
			return Connection.JSON.readerFor(Connection.JSON.constructType(method.getGenericParameterTypes()[index]))
				.readValue(call.params());
		}
		catch (JacksonException ex) {
			throw new WorkerException(WorkerException.INVALID_PARAMS, ex.getOriginalMessage());
		}
	}

}
