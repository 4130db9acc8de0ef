package io.pluginhost.worker;

/**
 * Watches one process. Owned by the worker's loop unless it says otherwise.
 */
interface Watch {

	/**
	 * Start to watch. Invoked once.
	 */
	void start();

	/**
	 * Stop for good.
	 */
	void stop();

}
