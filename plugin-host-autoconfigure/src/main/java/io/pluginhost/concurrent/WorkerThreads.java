package io.pluginhost.concurrent;

import java.util.concurrent.Executor;

/**
 * The threads on which a plugin's work is done: a parameter, so that a test can do it all
 * on its own, step by step.
 */
public interface WorkerThreads {

	/**
	 * Return what runs the steps of one worker's life, one at a time and in order. Takes
	 * work always: it waits where no thread can be started.
	 * @param pluginId the plugin
	 * @return the worker's loop
	 */
	Executor loop(String pluginId);

	/**
	 * Return what spawns a plugin's processes and stays with them, each on a thread of
	 * its own. It may be blocked by the operating system. Whatever the plugin needs
	 * beside it is there when it begins.
	 * @param pluginId the plugin
	 * @return a new thread for each process; throws an {@link OutOfMemoryError} if a
	 * thread cannot be started
	 */
	Executor spawner(String pluginId);

	/**
	 * Return what runs host handlers, which may block.
	 * @return any number of threads
	 */
	Executor handlers();

	/**
	 * Return what completes applications' futures and notifies listeners, who may block.
	 * Takes work always: it waits where no thread can be started.
	 * @return as many threads as allowed
	 */
	Executor callbacks();

}
