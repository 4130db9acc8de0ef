package io.pluginhost.observation;

import java.util.concurrent.CancellationException;

import io.pluginhost.CallInterruptedException;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerUnavailableException;

/**
 * How a call ended, in either direction.
 */
public enum CallOutcome {

	/**
	 * It was answered with a result.
	 */
	SUCCESS,

	/**
	 * It was answered with an error, or could not be sent as it was, or its answer could
	 * not be read.
	 */
	ERROR,

	/**
	 * It was not answered in time.
	 */
	TIMEOUT,

	/**
	 * There was nobody to take or to answer it.
	 */
	UNAVAILABLE,

	/**
	 * Whoever had called did not want the answer any more.
	 */
	CANCELLED;

	/**
	 * Tell how a call to a worker ended.
	 * @param failure what its caller is told
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
