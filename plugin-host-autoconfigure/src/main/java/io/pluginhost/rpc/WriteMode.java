package io.pluginhost.rpc;

/**
 * Which thread may write a line to the pipe.
 */
public enum WriteMode {

	/**
	 * The current thread, where that cannot block it. For threads of callers and host
	 * handlers only.
	 */
	BY_CALLER,

	/**
	 * The writer of the pipe. For threads that must go on whatever a worker does: loops,
	 * the timer, readers.
	 */
	BY_WRITER

}
