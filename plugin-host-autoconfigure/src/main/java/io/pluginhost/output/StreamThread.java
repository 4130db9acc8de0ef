package io.pluginhost.output;

import org.jspecify.annotations.Nullable;

/**
 * Records on which threads stream listeners of a plugin are invoked, and rejects blocking
 * calls of the same plugin there, which could never be answered.
 */
public final class StreamThread {

	private static final ThreadLocal<@Nullable StreamThread> threads = new ThreadLocal<>();

	/** Owned by the thread: the plugin whose listeners it invokes. */
	private @Nullable String pluginId;

	private StreamThread() {
	}

	static void run(String pluginId, Runnable action) {
		StreamThread current = threads.get();
		if (current == null) {
			// Kept by the thread, which belongs to the host
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
