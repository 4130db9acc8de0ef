package io.pluginhost.event;

import java.time.Instant;

import io.pluginhost.WorkerStatus;

/**
 * The worker went from one status to another.
 *
 * @param pluginId the plugin's id
 * @param timestamp when it happened
 * @param status the new status
 * @param previousStatus the status before
 */
public record PluginWorkerStatusChangedEvent(String pluginId, Instant timestamp, WorkerStatus status,
		WorkerStatus previousStatus) implements PluginWorkerEvent {
}
