package io.pluginhost.call;

import io.pluginhost.rpc.PendingCall;

/**
 * Explains why a worker that does not run cannot take a call, as it is at that moment.
 * Safe for use by any thread; never blocks.
 */
public interface UnavailableReasons {

	/**
	 * Return why a call fails that no start has been requested for.
	 */
	Throwable notRunning(PendingCall call);

	/**
	 * Return why a call fails that does not wait for the start that has been requested,
	 * perhaps by this call: the status of the worker may not show it yet.
	 */
	Throwable notRunningYet(PendingCall call);

}
