package io.pluginhost.observation;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One line a worker had to say, through {@code log} or on stderr.
 *
 * @param pluginId the plugin's id
 * @param timestamp when the host heard it
 * @param level how grave it is
 * @param message the words
 * @param meta what the worker told beside them
 */
public record WorkerLogLine(String pluginId, Instant timestamp, Level level, String message,
		Map<String, @Nullable Object> meta) {
}
