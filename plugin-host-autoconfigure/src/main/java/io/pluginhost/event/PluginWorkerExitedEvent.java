package io.pluginhost.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The worker's process ended, asked or not.
 *
 * @param pluginId the plugin's id
 * @param timestamp when it happened
 * @param exitCode the exit code, unless a signal ended the process
 * @param signal the signal that ended the process, such as {@code SIGKILL}
 */
public record PluginWorkerExitedEvent(String pluginId, Instant timestamp, @Nullable Integer exitCode,
		@Nullable String signal) implements PluginWorkerEvent {
}
