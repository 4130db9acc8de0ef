package io.pluginhost;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * One call to a plugin, described step by step and sent by one of the {@code retrieve}
 * methods. Not safe for use by several threads at once; can be retrieved several times,
 * each sending it again.
 * <p>
 * While the worker is starting, a call waits within its timeout and is sent once the
 * worker is initialized. All {@code retrieve} methods end with a
 * {@link PluginRpcException} if the worker answered with an error, a
 * {@link WorkerUnavailableException} if it is not running, ended meanwhile or takes no
 * more, and a {@link RpcTimeoutException} if time is up.
 */
public interface PluginCall {

	/**
	 * Set the parameters as a whole, in place of those set before. A call that is
	 * retrieved with what is neither object nor array in JSON, such as a text, a number
	 * or a date, ends with an {@link IllegalArgumentException}, and nothing is sent.
	 * @param params anything that is an object or array in JSON, or {@code null} for an
	 * empty object
	 * @return this call
	 * @throws IllegalStateException if there is a {@link #param} already
	 */
	PluginCall params(@Nullable Object params);

	/**
	 * Add one named parameter, in place of an earlier one of that name.
	 * @param name the name
	 * @param value the value
	 * @return this call
	 * @throws IllegalStateException if {@link #params} were set as a whole, be it to
	 * {@code null}
	 */
	PluginCall param(String name, @Nullable Object value);

	/**
	 * Set how long to wait for the answer, instead of the plugin's {@code rpc-timeout}.
	 * @param timeout the time; ten years stand for any that is longer
	 * @return this call
	 */
	PluginCall timeout(Duration timeout);

	/**
	 * Limit the call, and whatever the worker asks of the host from inside it, to one
	 * company.
	 * @param companyId the company
	 * @return this call
	 */
	PluginCall scope(String companyId);

	/**
	 * Fail at once, instead of waiting, if the worker is not running yet.
	 * @return this call
	 */
	PluginCall failFast();

	/**
	 * Send the call and wait for its result.
	 * @return the result, possibly JSON's null
	 * @throws CallInterruptedException if the thread is interrupted; the call is then
	 * cancelled
	 */
	JsonNode retrieve();

	/**
	 * Send the call and wait for its result.
	 * @param <T> the type of the result
	 * @param type the type to read the result as
	 * @return the result, {@code null} for JSON's null
	 * @throws CallInterruptedException if the thread is interrupted; the call is then
	 * cancelled
	 */
	<T> @Nullable T retrieve(Class<T> type);

	/**
	 * Send the call and wait for its result.
	 * @param <T> the type of the result
	 * @param type the type to read the result as
	 * @return the result, {@code null} for JSON's null
	 * @throws CallInterruptedException if the thread is interrupted; the call is then
	 * cancelled
	 */
	<T> @Nullable T retrieve(TypeReference<T> type);

	/**
	 * Send the call.
	 * @param <T> the type of the result
	 * @param type the type to read the result as
	 * @return completes with the result; cancelling it cancels the call
	 */
	<T> CompletableFuture<@Nullable T> retrieveAsync(Class<T> type);

	/**
	 * Send the call.
	 * @param <T> the type of the result
	 * @param type the type to read the result as
	 * @return completes with the result; cancelling it cancels the call
	 */
	<T> CompletableFuture<@Nullable T> retrieveAsync(TypeReference<T> type);

}
