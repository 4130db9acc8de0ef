package io.pluginhost;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything there is to say about a plugin's worker at one moment. What does not apply
 * is {@code null}.
 *
 * @param pluginId the plugin's id
 * @param status what the worker is doing
 * @param pid the process id, while there is a process
 * @param uptime how long the worker has been {@link WorkerStatus#RUNNING}, while it is
 * @param generation how many processes have been started so far; 0 before the first
 * @param consecutiveCrashes crashes since the worker last proved stable
 * @param totalCrashes crashes since the plugin was registered
 * @param totalRestarts how often the worker came back after a crash
 * @param pendingCalls calls waiting for the worker's answer
 * @param lastCrashAt when the worker last crashed
 * @param lastCrashReason why the worker last crashed
 * @param lastExitCode exit code of the last process that ended, unless a signal ended it
 * @param lastExitSignal signal that ended the last process, such as {@code SIGKILL}
 * @param nextRestartAt when the next start is due, in {@link WorkerStatus#BACKOFF}
 * @param supportedMethods methods the worker said it supports; never a limit to what may
 * be called
 * @param health the last answer to a health check
 * @param memory resident memory of the process and all its descendants in bytes, measured
 * less than a minute ago, while there is a process and where that can be known; what
 * several processes share counts for each
 * @param stderrExcerpt newest output on stderr of the current or last process
 */
public record WorkerDiagnostics(String pluginId, WorkerStatus status, @Nullable Long pid, @Nullable Duration uptime,
		long generation, int consecutiveCrashes, long totalCrashes, long totalRestarts, int pendingCalls,
		@Nullable Instant lastCrashAt, @Nullable CrashReason lastCrashReason, @Nullable Integer lastExitCode,
		@Nullable String lastExitSignal, @Nullable Instant nextRestartAt, List<String> supportedMethods,
		@Nullable WorkerHealth health, @Nullable Long memory, @Nullable String stderrExcerpt) {
}
