package io.pluginhost.observation;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A line of a worker's log, from {@code log} or stderr.
 *
 * @param pluginId the plugin's id
 * @param timestamp the time the host read it
 * @param level its level
 * @param message its text
 * @param meta additional values
 */
public record WorkerLogLine(String pluginId, Instant timestamp, Level level, String message,
		Map<String, @Nullable Object> meta) {
}
