package io.pluginhost.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.redaction.PrintableText;

/**
 * The worker ended without being asked to.
 *
 * @param pluginId the plugin's id
 * @param timestamp when it happened
 * @param exitCode the exit code, unless there was none
 * @param signal the signal that ended the process, such as {@code SIGKILL}
 * @param reason what the host knows of the cause
 * @param willRestart whether the worker will be started again by itself
 * @param consecutiveCrashes crashes since the worker last proved stable, this one counted
 * @param nextRestartAt when it will be started again
 * @param stderrExcerpt newest output on stderr
 */
public record PluginWorkerCrashedEvent(String pluginId, Instant timestamp, @Nullable Integer exitCode,
		@Nullable String signal, CrashReason reason, boolean willRestart, int consecutiveCrashes,
		@Nullable Instant nextRestartAt, @Nullable String stderrExcerpt) implements PluginWorkerEvent {

	/**
	 * Return the event as it may be printed: of the worker's words further lines are set
	 * in.
	 */
	@Override
	public String toString() {
		return PrintableText.print("PluginWorkerCrashedEvent[pluginId=" + this.pluginId + ", timestamp="
				+ this.timestamp + ", exitCode=" + this.exitCode + ", signal=" + this.signal + ", reason=" + this.reason
				+ ", willRestart=" + this.willRestart + ", consecutiveCrashes=" + this.consecutiveCrashes
				+ ", nextRestartAt=" + this.nextRestartAt + ", stderrExcerpt=" + this.stderrExcerpt + "]");
	}

}
