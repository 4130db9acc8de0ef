package io.pluginhost.event;

import java.time.Instant;

/**
 * Something that happened in the life of a plugin's worker. Published in order for each
 * plugin, on a thread of its own: a listener may block and may throw.
 */
public sealed interface PluginWorkerEvent
		permits PluginWorkerStatusChangedEvent, PluginWorkerReadyEvent, PluginWorkerExitedEvent,
		PluginWorkerCrashedEvent, PluginWorkerErrorEvent, PluginWorkerRestartedEvent, PluginHealthChangedEvent {

	/**
	 * Return the plugin.
	 * @return the plugin's id
	 */
	String pluginId();

	/**
	 * Return when it happened.
	 * @return the moment
	 */
	Instant timestamp();

}
