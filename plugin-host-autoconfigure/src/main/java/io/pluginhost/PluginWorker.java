package io.pluginhost;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * One plugin's worker, through all the processes of its life.
 * <p>
 * Safe for use from any thread; nothing here blocks. Futures complete on a callback
 * thread and belong to their caller.
 */
public interface PluginWorker {

	/**
	 * Return the plugin's id.
	 * @return the id
	 */
	String pluginId();

	/**
	 * Return what the worker is doing.
	 * @return the status
	 */
	WorkerStatus status();

	/**
	 * Return the methods the worker said it supports when it was initialized. Real
	 * workers list only some of theirs, so this is never a limit.
	 * @return the methods, empty unless running
	 */
	List<String> supportedMethods();

	/**
	 * Return everything there is to say about the worker now. Has its memory measured if
	 * that was not done lately, and waits for that a moment at the most, never for the
	 * worker.
	 * @return the diagnostics
	 */
	WorkerDiagnostics diagnostics();

	/**
	 * Start the worker, or join the start that is under way. Starts that code asks for
	 * are at least {@code restart.initial-delay} apart, except the first one after a
	 * final {@link WorkerStatus#CRASHED}, from which crashes are counted anew: this one
	 * waits for the rest of that time. In {@link WorkerStatus#BACKOFF} it brings the next
	 * start forward, as far as that.
	 * @return completes when running, at once if it is; exceptionally with the first
	 * failure, or with an {@link InvalidPluginConfigException} if nothing is started
	 * because the configuration does not match its schema
	 */
	CompletableFuture<Void> start();

	/**
	 * Wait for a call: the next one starts the worker, and waits within its timeout until
	 * it runs. Means nothing unless the worker is {@link WorkerStatus#STOPPED}, which it
	 * is meanwhile.
	 * @throws InvalidPluginConfigException if the configuration does not match its schema
	 */
	void standBy();

	/**
	 * Stop the worker, from whatever it is doing, or join the stop under way.
	 * @return completes when the worker is {@link WorkerStatus#STOPPED}
	 */
	CompletableFuture<Void> stop();

	/**
	 * Stop the worker and start it again, no sooner than {@link #start()} would.
	 * @return completes when running again; exceptionally with the first failure, or with
	 * an {@link InvalidPluginConfigException} if the worker is left alone because the
	 * configuration does not match its schema
	 */
	CompletableFuture<Void> restart();

	/**
	 * Prepare a call.
	 * @param method the method
	 * @return the call; nothing is sent before it is retrieved
	 */
	PluginCall call(String method);

	/**
	 * Send a notification: no answer, and no error if the worker is not running or does
	 * not take it, which is counted and logged at debug level.
	 * @param method the method
	 * @param params the parameters, an object or array in JSON, or {@code null} for none
	 * @throws IllegalArgumentException if they are neither
	 * @throws PluginRpcException with code −32602 if they are longer than
	 * {@code limits.max-message-size} or cannot be written as JSON
	 */
	void send(String method, @Nullable Object params);

}
