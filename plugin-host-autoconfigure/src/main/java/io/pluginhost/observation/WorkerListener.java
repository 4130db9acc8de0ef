package io.pluginhost.observation;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * Listener to the events, stream events and log lines of all workers. Each method is
 * invoked in order for each plugin, on callback threads unless its documentation says
 * otherwise. Exceptions are logged.
 */
public interface WorkerListener {

	/**
	 * Invoked when the lifecycle of a worker has an event.
	 * @param event the event
	 */
	default void onWorkerEvent(PluginWorkerEvent event) {
	}

	/**
	 * Invoked for each stream event. While this method blocks, the worker's events queue
	 * up, until its output is no longer read.
	 * @param event the event
	 */
	default void onStreamEvent(PluginStreamEvent event) {
	}

	/**
	 * Invoked when a plugin has been removed, after its last stream event. Another plugin
	 * with the same id may already exist.
	 * @param pluginId the plugin
	 */
	default void onStreamsEnd(String pluginId) {
	}

	/**
	 * Invoked for each log line of a worker.
	 * @param line the line
	 */
	default void onLogLine(WorkerLogLine line) {
	}

	/**
	 * Invoked when a plugin has been registered, replaced or removed, on the thread that
	 * did so. Invocations for the same plugin may overtake each other: ask the manager
	 * for the current state. Must not block.
	 * @param manager the manager
	 * @param pluginId the plugin
	 */
	default void onRegistration(PluginWorkerManager manager, String pluginId) {
	}

	/**
	 * Invoked when a worker has sent a notification, including {@code log} and stream
	 * events, on the thread that reads it. Must not block.
	 * @param pluginId the plugin
	 * @param method the method, which the worker chooses
	 * @param known whether the host or a handler knows the method
	 */
	default void onNotification(String pluginId, String method, boolean known) {
	}

	/**
	 * Invoked when a worker has written a line that is no valid message, on the thread
	 * that reads it. Must not block.
	 * @param pluginId the plugin
	 * @param error what is wrong with it
	 */
	default void onProtocolError(String pluginId, ProtocolError error) {
	}

}
