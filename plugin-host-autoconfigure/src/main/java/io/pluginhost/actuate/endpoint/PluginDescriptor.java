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
 * Diagnostics of a plugin, as the endpoint shows them. Members that do not apply are
 * omitted.
 *
 * @param pluginId the plugin's id
 * @param status the worker's status, in lower case
 * @param pid the process id
 * @param uptime how long the worker has been running
 * @param generation the number of processes started
 * @param consecutiveCrashes the number of crashes in a row
 * @param totalCrashes the number of all crashes
 * @param totalRestarts the number of recoveries from a crash
 * @param pendingCalls the number of calls that wait for an answer
 * @param lastCrashAt the time of the last crash
 * @param lastCrashReason its reason, in lower case with dashes
 * @param lastExitCode the exit code of the last process that ended
 * @param lastExitSignal the signal that ended it
 * @param nextRestartAt the time of the next start
 * @param supportedMethods the methods that the worker supports
 * @param health the last answer to a health check
 * @param memory the resident memory in bytes
 * @param stderrExcerpt the most recent output on stderr
 * @param readerPausedFor how long nothing has been read of the worker, because stream
 * listeners have not returned
 * @param definition the definition, if a single plugin is requested
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
	 * @param status the status, in lower case
	 * @param message the worker's message
	 * @param details the worker's details
	 * @param checkedAt the time of the answer
	 */
	@FixedJson
	public record HealthDescriptor(String status, @Nullable String message, @Nullable JsonNode details,
			@JsonFormat(shape = JsonFormat.Shape.STRING) Instant checkedAt) {
	}

	/**
	 * The definition of a plugin.
	 *
	 * @param command the command, or the entrypoint with its arguments
	 * @param env the environment variables set for it
	 * @param config its configuration
	 * @param capabilities the granted capabilities
	 * @param hostMethods the host methods it may call
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
