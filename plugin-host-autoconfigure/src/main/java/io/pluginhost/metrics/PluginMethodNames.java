package io.pluginhost.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of methods in meters, for each plugin: declared methods, and the first
 * hundred methods that the application calls. All others are {@value #UNKNOWN}, which
 * limits the number of meters. Safe for use by any thread.
 *
 * @see "docs/decisions/observations.md"
 */
public final class PluginMethodNames {

	/**
	 * The name of all other methods.
	 */
	public static final String UNKNOWN = "unknown";

	static final int MAX_CALLED = 100;

	private final Map<String, Set<String>> declared = new ConcurrentHashMap<>();

	private final Map<String, Names> called = new ConcurrentHashMap<>();

	/**
	 * Declare a method of a plugin, for example one of a client interface.
	 * @param pluginId the plugin
	 * @param method the method's name
	 */
	public void declare(String pluginId, String method) {
		this.declared.computeIfAbsent(pluginId, (id) -> ConcurrentHashMap.newKeySet()).add(method);
	}

	/**
	 * Return the name of a method that the application calls.
	 * @param pluginId the plugin
	 * @param method the method
	 * @return its name, or {@value #UNKNOWN}
	 */
	String called(String pluginId, String method) {
		return (isDeclared(pluginId, method) || names(pluginId).knows(method)) ? method : UNKNOWN;
	}

	/**
	 * Return the key-values of calls of a method.
	 * @param pluginId the plugin
	 * @param name the name of the method in meters
	 * @return the key-values, the same instance until the plugin is removed
	 */
	CallKeyValues keyValues(String pluginId, String name) {
		return names(pluginId).keyValues(pluginId, name);
	}

	private Names names(String pluginId) {
		Names names = this.called.get(pluginId);
		return (names != null) ? names : this.called.computeIfAbsent(pluginId, (id) -> new Names());
	}

	private boolean isDeclared(String pluginId, String method) {
		Set<String> methods = this.declared.get(pluginId);
		return methods != null && methods.contains(method);
	}

	/**
	 * Remove the called methods of a plugin. Declared methods are kept.
	 */
	void forget(String pluginId) {
		this.called.remove(pluginId);
	}

	private static final class Names {

		/** Added to under the guard of this. */
		private final Set<String> called = ConcurrentHashMap.newKeySet();

		private final Map<String, CallKeyValues> keyValues = new ConcurrentHashMap<>();

		CallKeyValues keyValues(String pluginId, String name) {
			CallKeyValues made = this.keyValues.get(name);
			return (made != null) ? made
					: this.keyValues.computeIfAbsent(name, (added) -> new CallKeyValues(pluginId, added));
		}

		boolean knows(String method) {
			return this.called.contains(method) || learn(method);
		}

		private boolean learn(String method) {
			if (this.called.size() >= MAX_CALLED) {
				return false;
			}
			synchronized (this) {
				return this.called.contains(method) || (this.called.size() < MAX_CALLED && this.called.add(method));
			}
		}

	}

}
