package io.pluginhost.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.pluginhost.WorkerHealth;

/**
 * The worker's answer to health checks changed.
 *
 * @param pluginId the plugin's id
 * @param timestamp when it happened
 * @param health the new answer
 * @param previousHealth the answer before, if there was one
 */
public record PluginHealthChangedEvent(String pluginId, Instant timestamp, WorkerHealth health,
		@Nullable WorkerHealth previousHealth) implements PluginWorkerEvent {
}
