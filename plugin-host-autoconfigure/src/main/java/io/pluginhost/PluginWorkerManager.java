package io.pluginhost;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * All plugins of an application: registers, starts, stops and finds their workers.
 * <p>
 * Safe for use from any thread; nothing here blocks. Returned futures complete on a
 * callback thread, never on one that moves messages, and belong to their caller:
 * completing or cancelling one harms neither the worker nor any other caller.
 */
public interface PluginWorkerManager {

	/**
	 * Register a plugin and start its worker.
	 * <p>
	 * What the definition does not set has the value of {@code plugin-host.defaults}, and
	 * {@link PluginDefinitionCustomizer customizers} have the last word. While a start of
	 * the same id is in flight, an equal definition shares its outcome.
	 * @param definition the plugin
	 * @return completes with the worker once it is {@link WorkerStatus#RUNNING}, or
	 * exceptionally with the reason of the first failure, in which case the plugin stays
	 * registered and is started again with backoff
	 * @throws IllegalStateException if the id is taken by a different definition in
	 * flight, or by a plugin that is not stopped
	 */
	CompletableFuture<PluginWorker> startWorker(PluginDefinition definition);

	/**
	 * Stop a plugin's worker and forget the plugin, with its history.
	 * @param pluginId the plugin
	 * @return completes when the worker has ended; at once if the id is unknown
	 */
	CompletableFuture<Void> removeWorker(String pluginId);

	/**
	 * Return a plugin's worker.
	 * @param pluginId the plugin
	 * @return its worker
	 * @throws UnknownPluginException if there is none; the message lists the known ids
	 */
	PluginWorker getWorker(String pluginId);

	/**
	 * Find a plugin's worker.
	 * @param pluginId the plugin
	 * @return its worker, or empty
	 */
	Optional<PluginWorker> findWorker(String pluginId);

	/**
	 * Return the workers of all plugins, in the order of their registration.
	 * @return the workers
	 */
	List<PluginWorker> getWorkers();

	/**
	 * Tell whether a plugin's worker is {@link WorkerStatus#RUNNING}.
	 * @param pluginId the plugin
	 * @return {@code false} for an unknown id too
	 */
	boolean isRunning(String pluginId);

	/**
	 * Stop all workers, in parallel, save that each is stopped after those of the plugins
	 * that depend on it. The plugins stay registered.
	 * @return completes when all have ended
	 */
	CompletableFuture<Void> stopAll();

	/**
	 * Change the configuration of a plugin.
	 * <p>
	 * A running worker that supports {@code configChanged} is told, another one is
	 * restarted; whatever starts from then on, by hand or after a crash, is initialized
	 * with the new configuration. What a worker refuses changes nothing.
	 * @param pluginId the plugin
	 * @param config the whole configuration, as it is to be written as JSON
	 * @return completes when the worker has it, at once if none is there that was told
	 * another; exceptionally if the worker refuses it or does not answer in time, or does
	 * not start again
	 * @throws UnknownPluginException if there is no such plugin
	 */
	CompletableFuture<Void> updateConfig(String pluginId, Map<String, ? extends @Nullable Object> config);

	/**
	 * Return what there is to say about each worker, in the order of registration.
	 * @return the diagnostics
	 */
	List<WorkerDiagnostics> diagnostics();

	/**
	 * Prepare a call to a plugin.
	 * @param pluginId the plugin
	 * @param method the method
	 * @return the call; nothing is sent before it is retrieved
	 * @throws UnknownPluginException if there is no such plugin
	 */
	default PluginCall call(String pluginId, String method) {
		return getWorker(pluginId).call(method);
	}

}
