package io.pluginhost.process;

/**
 * Knows whether this JVM is about to end.
 */
public final class JvmShutdown {

	private JvmShutdown() {
	}

	/**
	 * Tell whether the JVM has begun to shut down. Its hooks run side by side, so this
	 * may be known before any of them has done anything. May be called from any thread.
	 * @return whether it has
	 */
	public static boolean isUnderway() {
		Thread hook = new Thread(() -> {
		});
		try {
			// That a hook is refused is the one sign there is
			Runtime.getRuntime().addShutdownHook(hook);
			Runtime.getRuntime().removeShutdownHook(hook);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

}
