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
 * One of the closer looks at a plugin.
 */
public sealed interface PluginView extends OperationResponseBody {

	/**
	 * What happened to its worker.
	 *
	 * @param history the latest, oldest first
	 */
	@FixedJson
	record History(List<Entry> history) implements PluginView {

		/**
		 * Something that happened.
		 *
		 * @param timestamp when
		 * @param event what, such as {@code status-changed}
		 * @param details what is known of it
		 */
		@FixedJson
		public record Entry(@JsonFormat(shape = JsonFormat.Shape.STRING) Instant timestamp, String event,
				Map<String, Object> details) {
		}

	}

	/**
	 * What its worker had to say.
	 *
	 * @param logs the latest, oldest first
	 */
	@FixedJson
	record Logs(List<Line> logs) implements PluginView {

		/**
		 * A line.
		 *
		 * @param timestamp when the host heard it
		 * @param level how grave it is, in lower case
		 * @param message the words, masked unless values are shown
		 * @param meta what the worker told beside them, if anything, masked alike
		 */
		@FixedJson
		public record Line(@JsonFormat(shape = JsonFormat.Shape.STRING) Instant timestamp, String level,
				@Nullable Object message, @JsonInclude(value = JsonInclude.Include.NON_NULL,
						content = JsonInclude.Include.ALWAYS) @Nullable Map<String, @Nullable Object> meta) {
		}

	}

	/**
	 * Calls that wait for its answer.
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
		 * @param age how long it has been waiting
		 * @param timeout how long it may wait
		 */
		@FixedJson
		public record Call(long id, String method, @JsonFormat(shape = JsonFormat.Shape.STRING) Duration age,
				@JsonFormat(shape = JsonFormat.Shape.STRING) Duration timeout) {
		}

	}

}
