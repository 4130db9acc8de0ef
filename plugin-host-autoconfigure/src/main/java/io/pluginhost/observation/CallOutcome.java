package io.pluginhost.observation;

import java.util.concurrent.CancellationException;

import io.pluginhost.CallInterruptedException;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerUnavailableException;

/**
 * Outcome of a call, in either direction.
 */
public enum CallOutcome {

	/**
	 * The answer was a result.
	 */
	SUCCESS,

	/**
	 * The answer was an error or could not be read, or the call could not be written.
	 */
	ERROR,

	/**
	 * There was no answer within the timeout.
	 */
	TIMEOUT,

	/**
	 * The worker or the host was not available, or has ended.
	 */
	UNAVAILABLE,

	/**
	 * The caller has cancelled the call.
	 */
	CANCELLED;

	/**
	 * Return the outcome of a call to a worker.
	 * @param failure the exception its caller receives
	 * @return the outcome
	 */
	public static CallOutcome of(Throwable failure) {
		if (failure instanceof RpcTimeoutException) {
			return TIMEOUT;
		}
		if (failure instanceof WorkerUnavailableException) {
			return UNAVAILABLE;
		}
		return (failure instanceof CancellationException || failure instanceof CallInterruptedException) ? CANCELLED
				: ERROR;
	}

}
