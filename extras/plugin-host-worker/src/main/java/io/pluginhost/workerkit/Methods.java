package io.pluginhost.workerkit;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/**
 * The methods of a worker. Immutable.
 */
final class Methods {

	private final Object target;

	private final Map<String, WorkerOperation> byName = new TreeMap<>();

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
		if (this.byName.put(name, new WorkerOperation(this.target, method)) != null) {
			throw new IllegalArgumentException("Two methods are called '" + name + "'");
		}
	}

	boolean has(String name) {
		return this.byName.containsKey(name);
	}

	/**
	 * Return the supported methods.
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
		WorkerOperation operation = this.byName.get(call.method());
		if (operation == null) {
			throw new WorkerException(WorkerException.METHOD_NOT_FOUND, "No method '" + call.method() + "'");
		}
		return operation.invoke(call);
	}

}
