package io.pluginhost.concurrent;

import java.util.concurrent.Executor;

/**
 * The executors of a plugin's work. A parameter of the core, so that tests can run it
 * step by step.
 */
public interface WorkerThreads {

	/**
	 * Return the executor of one worker's transitions, which runs one task at a time, in
	 * order. Accepts every task; it waits where no thread can be started.
	 * @param pluginId the plugin
	 * @return the worker's loop
	 */
	Executor loop(String pluginId);

	/**
	 * Return the executor that spawns a plugin's processes and waits for them, each on a
	 * thread of its own, which the operating system may block. All other threads that the
	 * plugin needs exist when a task begins.
	 * @param pluginId the plugin
	 * @return starts a thread for each task; throws an {@link OutOfMemoryError} if it
	 * cannot
	 */
	Executor spawner(String pluginId);

	/**
	 * Return the executor of host handlers, which may block.
	 * @return has as many threads as needed
	 */
	Executor handlers();

	/**
	 * Return the executor that completes applications' futures and notifies listeners,
	 * which may block. Accepts every task; it waits where no thread can be started.
	 * @return has as many threads as allowed
	 */
	Executor callbacks();

}
