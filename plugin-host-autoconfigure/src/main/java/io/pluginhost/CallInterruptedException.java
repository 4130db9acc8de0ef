package io.pluginhost;

/**
 * A blocking call whose thread was interrupted. The call is cancelled and the thread's
 * interrupt flag is set again.
 */
public class CallInterruptedException extends RuntimeException {

	/**
	 * Create the exception.
	 * @param pluginId the plugin that was called
	 * @param method the method that was called
	 * @param cause the interruption
	 */
	public CallInterruptedException(String pluginId, String method, InterruptedException cause) {
		super("Interrupted while waiting for plugin '%s' to answer '%s'".formatted(pluginId, method), cause);
	}

}
