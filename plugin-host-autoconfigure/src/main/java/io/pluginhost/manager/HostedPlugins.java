package io.pluginhost.manager;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.observation.CallInFlight;
import io.pluginhost.output.WorkerJournal;

/**
 * What a host knows about its plugins beyond what a
 * {@link io.pluginhost.PluginWorkerManager} shows: for the endpoint, health, streams and
 * the lifecycle. A manager bean of an application that implements this interface too has
 * all of these. Safe for use by any thread; nothing here blocks.
 */
public interface HostedPlugins {

	/**
	 * Return how a plugin is defined, with the configuration it has now.
	 * @param pluginId the plugin
	 * @return its definition, or empty if it is not known
	 */
	Optional<PluginDefinition> findDefinition(String pluginId);

	/**
	 * Replace the secrets a plugin has been given in a text.
	 * @param pluginId the plugin
	 * @param text the text
	 * @return the text as it may be shown
	 */
	String redact(String pluginId, String text);

	/**
	 * Return what a plugin's worker has been through recently.
	 * @param pluginId the plugin
	 * @return its journal, or empty if there is none
	 */
	default Optional<WorkerJournal> findJournal(String pluginId) {
		return Optional.empty();
	}

	/**
	 * Return the calls to a plugin that wait for an answer.
	 * @param pluginId the plugin
	 * @return the calls, oldest first
	 */
	default List<CallInFlight> callsInFlight(String pluginId) {
		return List.of();
	}

	/**
	 * Return whether a plugin is meant to run: whether its start was asked for last, and
	 * not its stop, whatever its state.
	 * @param worker the plugin's worker
	 * @return whether it is; {@code false} for a worker that is not registered
	 */
	boolean isMeantToRun(PluginWorker worker);

	/**
	 * Return a plugin's start, to be made when its turn comes. A stop that is asked for
	 * before then cancels it: it fails and starts nothing.
	 * @param worker the plugin's worker
	 * @return makes the start
	 */
	default Supplier<CompletableFuture<Void>> prepareStart(PluginWorker worker) {
		return worker::start;
	}

	/**
	 * Return when listeners have been notified of all that has happened until now.
	 * @return completes on a callback thread; after a while even if a listener blocks
	 */
	default CompletableFuture<Void> newsTold() {
		return CompletableFuture.completedFuture(null);
	}

}
