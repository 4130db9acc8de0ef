package io.pluginhost.concurrent;

/**
 * Creates threads: a parameter, so that a test can have none to give.
 */
@FunctionalInterface
public interface NamedThreads {

	/**
	 * Create a thread.
	 * @param name its name
	 * @param work what it does
	 * @return the thread, not started
	 */
	Thread newThread(String name, Runnable work);

	/**
	 * Return what creates daemon threads that see the application's classes, whatever
	 * thread happens to start them.
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
