package io.pluginhost.worker;

import org.jspecify.annotations.Nullable;

/**
 * Knows whether the current thread tells a plugin's stream listeners: to wait there for
 * the same plugin would be to wait for oneself.
 */
final class StreamThread {

	private static final ThreadLocal<@Nullable String> current = new ThreadLocal<>();

	private StreamThread() {
	}

	static void run(String pluginId, Runnable action) {
		current.set(pluginId);
		try {
			action.run();
		}
		finally {
			current.remove();
		}
	}

	static void refuseToWaitFor(String pluginId, String method) {
		if (pluginId.equals(current.get())) {
			throw new IllegalStateException("A stream listener of plugin '%s' must not wait for its answer to '%s': "
				.formatted(pluginId, method) + "call it with retrieveAsync, or from another thread");
		}
	}

}
