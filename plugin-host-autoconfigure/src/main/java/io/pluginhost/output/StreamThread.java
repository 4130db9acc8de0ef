package io.pluginhost.output;

import org.jspecify.annotations.Nullable;

/**
 * Knows whether the current thread tells a plugin's stream listeners: to wait there for
 * the same plugin would be to wait for oneself.
 */
public final class StreamThread {

	private static final ThreadLocal<@Nullable StreamThread> threads = new ThreadLocal<>();

	/** Owned by the thread: the plugin it tells of. */
	private @Nullable String pluginId;

	private StreamThread() {
	}

	public static void run(String pluginId, Runnable action) {
		StreamThread current = threads.get();
		if (current == null) {
			// Stays with the thread, which is the host's own
			current = new StreamThread();
			threads.set(current);
		}
		String outer = current.pluginId;
		current.pluginId = pluginId;
		try {
			action.run();
		}
		finally {
			current.pluginId = outer;
		}
	}

	public static void refuseToWaitFor(String pluginId, String method) {
		StreamThread current = threads.get();
		if (current != null && pluginId.equals(current.pluginId)) {
			throw new IllegalStateException("A stream listener of plugin '%s' must not wait for its answer to '%s': "
				.formatted(pluginId, method) + "call it with retrieveAsync, or from another thread");
		}
	}

}
