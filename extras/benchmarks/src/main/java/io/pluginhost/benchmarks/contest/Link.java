package io.pluginhost.benchmarks.contest;

import java.util.concurrent.CompletableFuture;

/**
 * A contestant's connection to one worker, as an application would use it.
 */
interface Link {

	/**
	 * Call, and wait for the typed answer. From any thread.
	 */
	void call() throws Exception;

	/**
	 * Call, and go on.
	 * @param done runs when the typed answer is there
	 */
	void call(Runnable done);

	/**
	 * Have a text sent back.
	 * @return the length of what came back
	 */
	int echo(String text) throws Exception;

	/**
	 * Have the worker send things, and wait until all have been taken.
	 */
	void flood(Flood flood, int count) throws Exception;

	/**
	 * Call what is never answered.
	 * @return fails when the worker is gone
	 */
	default CompletableFuture<?> hang() {
		throw new UnsupportedOperationException();
	}

	/**
	 * The worker's process.
	 */
	default ProcessHandle process() {
		throw new UnsupportedOperationException();
	}

	/**
	 * End the worker.
	 * @return done when it has ended
	 */
	CompletableFuture<?> end();

}
