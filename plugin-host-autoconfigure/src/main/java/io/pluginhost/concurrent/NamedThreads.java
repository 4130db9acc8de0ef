package io.pluginhost.concurrent;

/**
 * A factory of named threads. A parameter, so that tests can simulate a shortage.
 */
@FunctionalInterface
public interface NamedThreads {

	/**
	 * Create a thread.
	 * @param name its name
	 * @param work the task
	 * @return the thread, which is not started
	 */
	Thread newThread(String name, Runnable work);

	/**
	 * Return a factory of daemon threads that have the current context class loader,
	 * whichever thread starts them.
	 */
	static NamedThreads daemons() {
		ClassLoader application = Thread.currentThread().getContextClassLoader();
		return (name, work) -> {
			Thread thread = new Thread(work, name);
			thread.setDaemon(true);
			thread.setContextClassLoader(application);
			return thread;
		};
	}

}
