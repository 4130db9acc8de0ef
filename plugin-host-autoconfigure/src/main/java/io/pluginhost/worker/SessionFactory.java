package io.pluginhost.worker;

import io.pluginhost.process.WorkerProcess;
import io.pluginhost.session.ProcessSession;

/**
 * Creates the sessions of one plugin's processes.
 */
@FunctionalInterface
interface SessionFactory {

	/**
	 * Create the session of a process that has been spawned.
	 * @param generation the number of the process
	 * @param observer invoked with what becomes of the process
	 */
	ProcessSession create(long generation, WorkerProcess process, ProcessSession.Observer observer);

}
