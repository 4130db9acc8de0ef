package io.pluginhost.event;

import java.time.Instant;

/**
 * The worker's process could not be started.
 *
 * @param pluginId the plugin's id
 * @param timestamp when it happened
 * @param error why
 */
public record PluginWorkerErrorEvent(String pluginId, Instant timestamp, Throwable error) implements PluginWorkerEvent {
}
