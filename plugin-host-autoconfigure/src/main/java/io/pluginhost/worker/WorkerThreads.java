package io.pluginhost.worker;

import java.util.concurrent.Executor;

/**
 * The threads on which a plugin's work is done: a parameter, so that a test can do it all
 * on its own, step by step.
 */
public interface WorkerThreads {

	/**
	 * Return what runs the steps of one worker's life, one at a time and in order.
	 * @param pluginId the plugin
	 * @return the worker's loop
	 */
	Executor loop(String pluginId);

	/**
	 * Return what spawns a plugin's processes and stays with them, each on a thread of
	 * its own. It may be blocked by the operating system.
	 * @param pluginId the plugin
	 * @return a new thread for each process
	 */
	Executor spawner(String pluginId);

	/**
	 * Return what runs host handlers, which may block.
	 * @return any number of threads
	 */
	Executor handlers();

	/**
	 * Return what completes applications' futures and tells listeners, who may block.
	 * @return any number of threads
	 */
	Executor callbacks();

}
