package io.pluginhost.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import tools.jackson.databind.JsonNode;

/**
 * A plugin's diagnostics as the endpoint tells them. What does not apply is left out.
 *
 * @param pluginId the plugin's id
 * @param status what the worker is doing, in lower case
 * @param pid the process id
 * @param uptime how long the worker has been running
 * @param generation how many processes have been started
 * @param consecutiveCrashes crashes in a row
 * @param totalCrashes all crashes
 * @param totalRestarts how often the worker came back after a crash
 * @param pendingCalls calls waiting for an answer
 * @param lastCrashAt when the worker last crashed
 * @param lastCrashReason why, in lower case with dashes
 * @param lastExitCode exit code of the last process that ended
 * @param lastExitSignal signal that ended it
 * @param nextRestartAt when the next start is due
 * @param supportedMethods what the worker said it supports
 * @param health the last answer to a health check
 * @param memory resident memory in bytes
 * @param stderrExcerpt newest output on stderr
 * @param readerPausedFor how long nothing has been read of the worker, because stream
 * listeners have not returned
 * @param definition how the plugin is defined, where one plugin is asked for
 */
@FixedJson
public record PluginDescriptor(String pluginId, String status, @Nullable Long pid,
		@JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration uptime, long generation, int consecutiveCrashes,
		long totalCrashes, long totalRestarts, int pendingCalls,
		@JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant lastCrashAt, @Nullable String lastCrashReason,
		@Nullable Integer lastExitCode, @Nullable String lastExitSignal,
		@JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant nextRestartAt, List<String> supportedMethods,
		@Nullable HealthDescriptor health, @Nullable Long memory, @Nullable Object stderrExcerpt,
		@JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration readerPausedFor,
		@Nullable DefinitionDescriptor definition) implements OperationResponseBody {

	/**
	 * The last answer to a health check.
	 *
	 * @param status how the worker feels, in lower case
	 * @param message its words
	 * @param details whatever else it told
	 * @param checkedAt when it answered
	 */
	@FixedJson
	public record HealthDescriptor(String status, @Nullable String message, @Nullable JsonNode details,
			@JsonFormat(shape = JsonFormat.Shape.STRING) Instant checkedAt) {
	}

	/**
	 * How a plugin is defined.
	 *
	 * @param command the command, or the entrypoint with what stands around it
	 * @param env the variables set for it
	 * @param config its configuration
	 * @param capabilities what it has been granted
	 * @param hostMethods what it may call
	 */
	@FixedJson
	public record DefinitionDescriptor(List<String> command,
			@JsonInclude(value = JsonInclude.Include.NON_NULL,
					content = JsonInclude.Include.ALWAYS) Map<String, @Nullable Object> env,
			@JsonInclude(value = JsonInclude.Include.NON_NULL,
					content = JsonInclude.Include.ALWAYS) Map<String, @Nullable Object> config,
			List<String> capabilities, List<String> hostMethods) {
	}

}
