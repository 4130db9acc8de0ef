package io.pluginhost.worker;

import java.util.concurrent.CompletableFuture;

import io.pluginhost.PluginWorker;

/**
 * A worker that distinguishes an operator's starts from those of code: an operator's
 * start waits for nothing, and crashes are counted anew from it.
 */
public interface OperatorControls {

	/**
	 * Start the worker for an operator.
	 * @return as of {@link PluginWorker#start()}
	 */
	CompletableFuture<Void> startByOperator();

	/**
	 * Stop the worker and start it again for an operator.
	 * @return as of {@link PluginWorker#restart()}
	 */
	CompletableFuture<Void> restartByOperator();

	/**
	 * Start any worker for an operator, if it can distinguish that.
	 * @param worker the worker
	 * @return as of {@link PluginWorker#start()}
	 */
	static CompletableFuture<Void> start(PluginWorker worker) {
		return (worker instanceof OperatorControls controls) ? controls.startByOperator() : worker.start();
	}

	/**
	 * Stop any worker and start it again for an operator, if it can distinguish that.
	 * @param worker the worker
	 * @return as of {@link PluginWorker#restart()}
	 */
	static CompletableFuture<Void> restart(PluginWorker worker) {
		return (worker instanceof OperatorControls controls) ? controls.restartByOperator() : worker.restart();
	}

}
