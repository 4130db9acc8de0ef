package io.pluginhost.process;

/**
 * One process: what can be done to it. Nothing here blocks.
 */
public interface WorkerProcess {

	/**
	 * Return the process id.
	 * @return the id
	 */
	long pid();

	/**
	 * Begin to read what the process writes, and to wait for its end.
	 * @param listener is told
	 */
	void open(ProcessListener listener);

	/**
	 * Return the way to the process's stdin.
	 * @return the queue before it
	 */
	LineQueue stdin();

	/**
	 * Ask the process and all its descendants to end (SIGTERM).
	 */
	void terminate();

	/**
	 * End the process and all its descendants (SIGKILL).
	 */
	void kill();

}
