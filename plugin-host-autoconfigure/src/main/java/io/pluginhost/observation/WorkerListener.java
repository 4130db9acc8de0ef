package io.pluginhost.observation;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * Hears all news of all workers. Told in order for each plugin and each of the methods,
 * off every thread that moves messages; what it throws is logged and harms nothing.
 */
public interface WorkerListener {

	/**
	 * Hear of something in a worker's life.
	 * @param event what happened
	 */
	default void onWorkerEvent(PluginWorkerEvent event) {
	}

	/**
	 * Hear of a stream event. While this blocks, the worker's events pile up, and in time
	 * it is not read from any more.
	 * @param event the event
	 */
	default void onStreamEvent(PluginStreamEvent event) {
	}

	/**
	 * Hear that a plugin has been removed, behind the last of its stream events and where
	 * they are told. One of the same id may be there anew.
	 * @param pluginId the plugin
	 */
	default void onStreamsEnd(String pluginId) {
	}

	/**
	 * Hear what a worker had to say.
	 * @param line the line
	 */
	default void onLogLine(WorkerLogLine line) {
	}

	/**
	 * Hear that a plugin has been registered, replaced or removed. Called by who did it,
	 * afterwards: news of the same plugin may overtake each other, so ask what is true
	 * now. Must not block.
	 * @param manager knows
	 * @param pluginId the plugin
	 */
	default void onRegistration(PluginWorkerManager manager, String pluginId) {
	}

	/**
	 * Hear that a worker has sent a notification, {@code log} and streams counted. Called
	 * on the thread that reads it: must not block.
	 * @param pluginId the plugin
	 * @param method the method, which can be anything
	 * @param known whether it means something to the host
	 */
	default void onNotification(String pluginId, String method, boolean known) {
	}

	/**
	 * Hear of a line that means nothing. Called on the thread that reads it: must not
	 * block.
	 * @param pluginId the plugin
	 * @param error what is wrong with it
	 */
	default void onProtocolError(String pluginId, ProtocolError error) {
	}

}
