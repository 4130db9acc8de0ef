package io.pluginhost.handler;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A worker's call to a host method, as its handler sees it. Safe for use from any thread.
 */
public interface HostCall {

	/**
	 * Return the plugin that calls.
	 * @return the plugin's id
	 */
	String pluginId();

	/**
	 * Return the method that is called.
	 * @return the method
	 */
	String method();

	/**
	 * Return which process of the plugin calls.
	 * @return the generation, counted from 1
	 */
	long generation();

	/**
	 * Return the company to which the application's call is limited from inside which the
	 * worker calls back.
	 * @return the company, or {@code null} if the worker calls by itself or the
	 * application's call has no scope
	 */
	@Nullable String companyId();

	/**
	 * Return the company to which this call is limited.
	 * @return the company
	 * @throws io.pluginhost.PluginRpcException with code −32005 if there is none
	 */
	String requireScope();

	/**
	 * Return when the worker will be told that time is up.
	 * @return the deadline
	 */
	Instant deadline();

	/**
	 * Tell whether nobody waits for the result any more: the worker ended, cancelled the
	 * call, or time is up.
	 * @return whether the handler may give up
	 */
	boolean isCancelled();

	/**
	 * Run something as soon as nobody waits for the result any more. Runs on a callback
	 * thread, where it may block, in the order of these calls; at once and on the calling
	 * thread if nobody waits already. What it throws on a callback thread is logged.
	 * @param action what to do
	 */
	void onCancel(Runnable action);

}
