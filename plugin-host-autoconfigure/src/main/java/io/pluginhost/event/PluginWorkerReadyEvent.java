package io.pluginhost.event;

import java.time.Instant;

/**
 * The worker is initialized and takes calls.
 *
 * @param pluginId the plugin's id
 * @param timestamp when it happened
 * @param generation which process of the plugin this is, counted from 1
 */
public record PluginWorkerReadyEvent(String pluginId, Instant timestamp, long generation) implements PluginWorkerEvent {
}
