package io.pluginhost.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of methods that may stand in meters, for each plugin: those that have been
 * declared, and the first hundred of those the application calls. Any other is
 * {@value #UNKNOWN}, so that the number of meters has a bound. Safe for use by any
 * thread.
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
		Names names = this.called.get(pluginId);
		if (names == null) {
			names = this.called.computeIfAbsent(pluginId, (id) -> new Names());
		}
		return (isDeclared(pluginId, method) || names.knows(method)) ? method : UNKNOWN;
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
