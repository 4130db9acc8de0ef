package io.pluginhost.metrics;

import java.util.Collection;
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

	private final Map<String, Names> plugins = new ConcurrentHashMap<>();

	/**
	 * Declare methods of a plugin, as an interface of a client does.
	 * @param pluginId the plugin
	 * @param methods the methods' names
	 */
	public void declare(String pluginId, Collection<String> methods) {
		names(pluginId).declared.addAll(methods);
	}

	/**
	 * Name a method the application calls.
	 * @param pluginId the plugin
	 * @param method the method
	 * @return its name, or {@value #UNKNOWN}
	 */
	String called(String pluginId, String method) {
		return names(pluginId).knows(method) ? method : UNKNOWN;
	}

	void forget(String pluginId) {
		this.plugins.remove(pluginId);
	}

	private Names names(String pluginId) {
		Names names = this.plugins.get(pluginId);
		return (names != null) ? names : this.plugins.computeIfAbsent(pluginId, (id) -> new Names());
	}

	private static final class Names {

		private final Set<String> declared = ConcurrentHashMap.newKeySet();

		/** Grows only while guarded by this. */
		private final Set<String> called = ConcurrentHashMap.newKeySet();

		boolean knows(String method) {
			return this.called.contains(method) || this.declared.contains(method) || learn(method);
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
