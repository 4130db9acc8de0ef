package io.pluginhost.event;

import java.time.Instant;

/**
 * The worker runs again after a crash. Not published after a restart by hand.
 *
 * @param pluginId the plugin's id
 * @param timestamp when it happened
 * @param generation which process of the plugin this is, counted from 1
 */
public record PluginWorkerRestartedEvent(String pluginId, Instant timestamp,
		long generation) implements PluginWorkerEvent {
}
