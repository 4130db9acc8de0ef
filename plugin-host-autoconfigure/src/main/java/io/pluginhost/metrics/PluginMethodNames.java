package io.pluginhost.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of methods that may stand in meters, for each plugin: those that have been
 * declared, and the first hundred of those the application calls. Any other is
 * {@value #UNKNOWN}, so that the number of meters has a bound. Safe for use by any
 * thread.
 *
 * @see "docs/decisions/observations.md"
 */
public final class PluginMethodNames {

	/**
	 * What stands for all other methods.
	 */
	public static final String UNKNOWN = "unknown";

	static final int MAX_CALLED = 100;

	private final Map<String, Set<String>> declared = new ConcurrentHashMap<>();

	private final Map<String, Names> called = new ConcurrentHashMap<>();

	/**
	 * Declare a method of a plugin, as an interface of a client does.
	 * @param pluginId the plugin
	 * @param method the method's name
	 */
	public void declare(String pluginId, String method) {
		this.declared.computeIfAbsent(pluginId, (id) -> ConcurrentHashMap.newKeySet()).add(method);
	}

	/**
	 * Name a method the application calls.
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
	 * @param name what the method is called in meters
	 * @return its key-values, always the same until the plugin is forgotten
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
	 * Forget what has been called; what is declared is declared for good.
	 */
	void forget(String pluginId) {
		this.called.remove(pluginId);
	}

	private static final class Names {

		/** Grows only while guarded by this. */
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
