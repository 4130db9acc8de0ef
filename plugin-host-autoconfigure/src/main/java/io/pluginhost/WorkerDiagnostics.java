package io.pluginhost;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.pluginhost.redaction.PrintableText;

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
 * @param readerPausedFor how long nothing the worker writes has been read, because stream
 * listeners have not returned, while that is so
 */
public record WorkerDiagnostics(String pluginId, WorkerStatus status, @Nullable Long pid, @Nullable Duration uptime,
		long generation, int consecutiveCrashes, long totalCrashes, long totalRestarts, int pendingCalls,
		@Nullable Instant lastCrashAt, @Nullable CrashReason lastCrashReason, @Nullable Integer lastExitCode,
		@Nullable String lastExitSignal, @Nullable Instant nextRestartAt, List<String> supportedMethods,
		@Nullable WorkerHealth health, @Nullable Long memory, @Nullable String stderrExcerpt,
		@Nullable Duration readerPausedFor) {

	/**
	 * Create the diagnostics of a worker that is read.
	 * @param pluginId the plugin's id
	 * @param status what the worker is doing
	 * @param pid the process id, while there is a process
	 * @param uptime how long the worker has been running, while it is
	 * @param generation how many processes have been started so far
	 * @param consecutiveCrashes crashes since the worker last proved stable
	 * @param totalCrashes crashes since the plugin was registered
	 * @param totalRestarts how often the worker came back after a crash
	 * @param pendingCalls calls waiting for the worker's answer
	 * @param lastCrashAt when the worker last crashed
	 * @param lastCrashReason why the worker last crashed
	 * @param lastExitCode exit code of the last process that ended
	 * @param lastExitSignal signal that ended the last process
	 * @param nextRestartAt when the next start is due
	 * @param supportedMethods methods the worker said it supports
	 * @param health the last answer to a health check
	 * @param memory resident memory in bytes
	 * @param stderrExcerpt newest output on stderr
	 */
	public WorkerDiagnostics(String pluginId, WorkerStatus status, @Nullable Long pid, @Nullable Duration uptime,
			long generation, int consecutiveCrashes, long totalCrashes, long totalRestarts, int pendingCalls,
			@Nullable Instant lastCrashAt, @Nullable CrashReason lastCrashReason, @Nullable Integer lastExitCode,
			@Nullable String lastExitSignal, @Nullable Instant nextRestartAt, List<String> supportedMethods,
			@Nullable WorkerHealth health, @Nullable Long memory, @Nullable String stderrExcerpt) {
		this(pluginId, status, pid, uptime, generation, consecutiveCrashes, totalCrashes, totalRestarts, pendingCalls,
				lastCrashAt, lastCrashReason, lastExitCode, lastExitSignal, nextRestartAt, supportedMethods, health,
				memory, stderrExcerpt, null);
	}

	/**
	 * Return the diagnostics as they may be printed: of the worker's words control
	 * characters are escaped, and further lines are set in.
	 */
	@Override
	public String toString() {
		return PrintableText.print("WorkerDiagnostics[pluginId=" + this.pluginId + ", status=" + this.status + ", pid="
				+ this.pid + ", uptime=" + this.uptime + ", generation=" + this.generation + ", consecutiveCrashes="
				+ this.consecutiveCrashes + ", totalCrashes=" + this.totalCrashes + ", totalRestarts="
				+ this.totalRestarts + ", pendingCalls=" + this.pendingCalls + ", lastCrashAt=" + this.lastCrashAt
				+ ", lastCrashReason=" + this.lastCrashReason + ", lastExitCode=" + this.lastExitCode
				+ ", lastExitSignal=" + this.lastExitSignal + ", nextRestartAt=" + this.nextRestartAt
				+ ", supportedMethods=" + this.supportedMethods + ", health=" + this.health + ", memory=" + this.memory
				+ ", stderrExcerpt=" + this.stderrExcerpt + ", readerPausedFor=" + this.readerPausedFor + "]");
	}

}
