package io.pluginhost.protocol;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import io.pluginhost.json.RawJson;
import io.pluginhost.stream.PluginStreamEvent.Kind;

/**
 * What a worker's notification means to the host itself.
 */
public sealed interface WorkerNotification {

	/**
	 * A line for the log.
	 *
	 * @param level the level
	 * @param levelName the level as the worker calls it, if it does
	 * @param message the message, free of control characters
	 * @param meta fields beside the message, free of control characters
	 */
	record LogLine(Level level, @Nullable String levelName, String message,
			Map<String, @Nullable Object> meta) implements WorkerNotification {

		/** Members of {@code meta} that become fields of the log. */
		public static final int MAX_MEMBERS = 32;

		/**
		 * Return the level of a name.
		 * @param name the level as a worker calls it
		 */
		public static Level levelOf(@Nullable String name) {
			return LogLineReader.level(name);
		}

	}

	/**
	 * An event of a stream.
	 *
	 * @param kind what happens to the stream
	 * @param channel the channel
	 * @param companyId the company the stream is limited to, if it is
	 * @param event what is emitted, if anything is
	 */
	record StreamEvent(Kind kind, String channel, @Nullable String companyId,
			@Nullable RawJson event) implements WorkerNotification {
	}

	/**
	 * The worker no longer needs the result of its request.
	 *
	 * @param requestId the id of the request, as JSON
	 */
	record RequestCancelled(String requestId) implements WorkerNotification {
	}

	/**
	 * The notification has a meaning, but not such parameters.
	 *
	 * @param reason what is wrong with them
	 */
	record Malformed(String reason) implements WorkerNotification {
	}

}
