package io.pluginhost.session;

/**
 * Watches one process. Owned by the worker's loop unless it says otherwise.
 */
public interface Watch {

	/**
	 * Start to watch. Invoked once.
	 */
	void start();

	/**
	 * Stop for good.
	 */
	void stop();

}
