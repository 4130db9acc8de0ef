package io.pluginhost.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A view of a plugin.
 */
public sealed interface PluginView extends OperationResponseBody {

	/**
	 * The events of its worker.
	 *
	 * @param history the most recent events, oldest first
	 */
	@FixedJson
	record History(List<Entry> history) implements PluginView {

		/**
		 * An event.
		 *
		 * @param timestamp its time
		 * @param event its type, such as {@code status-changed}
		 * @param details its details
		 */
		@FixedJson
		public record Entry(@JsonFormat(shape = JsonFormat.Shape.STRING) Instant timestamp, String event,
				Map<String, Object> details) {
		}

	}

	/**
	 * The log of its worker.
	 *
	 * @param logs the most recent lines, oldest first
	 */
	@FixedJson
	record Logs(List<Line> logs) implements PluginView {

		/**
		 * A log line.
		 *
		 * @param timestamp the time the host read it
		 * @param level the level, in lower case
		 * @param message the message, masked unless values are shown
		 * @param meta additional values, masked in the same way
		 */
		@FixedJson
		public record Line(@JsonFormat(shape = JsonFormat.Shape.STRING) Instant timestamp, String level,
				@Nullable Object message, @JsonInclude(value = JsonInclude.Include.NON_NULL,
						content = JsonInclude.Include.ALWAYS) @Nullable Map<String, @Nullable Object> meta) {
		}

	}

	/**
	 * The calls that wait for its answer.
	 *
	 * @param calls the calls, oldest first
	 */
	@FixedJson
	record Calls(List<Call> calls) implements PluginView {

		/**
		 * A call.
		 *
		 * @param id its id on the wire
		 * @param method its method
		 * @param age the time since it was sent
		 * @param timeout its timeout
		 */
		@FixedJson
		public record Call(long id, String method, @JsonFormat(shape = JsonFormat.Shape.STRING) Duration age,
				@JsonFormat(shape = JsonFormat.Shape.STRING) Duration timeout) {
		}

	}

}
