package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.process.ProcessExit;

/**
 * A crash in words.
 *
 * @param reason why it happened
 * @param exit how the process ended, unless there was none
 * @param cause why there was no process, or what the worker answered to initialize
 * @param consecutive how many in a row, this one counted
 * @param delay how long until the next start, unless there is none
 * @param nextRestartAt when the next start is due, unless there is none
 * @param stderrExcerpt newest output on stderr, if any
 */
record CrashReport(CrashReason reason, @Nullable ProcessExit exit, @Nullable Throwable cause, int consecutive,
		@Nullable Duration delay, @Nullable Instant nextRestartAt, @Nullable String stderrExcerpt) {

	/**
	 * One line that says what happened, how often, and what comes next.
	 */
	String text(String pluginId) {
		return "Plugin '%s' %s (crash %d in a row); %s".formatted(pluginId, what(), this.consecutive, next());
	}

	/**
	 * What whoever asked for the start is told.
	 */
	Throwable toException(String pluginId) {
		String message = text(pluginId);
		if (this.exit != null) {
			message += "\n" + Incarnation.describe(this.exit, (this.stderrExcerpt != null) ? this.stderrExcerpt : "");
		}
		return new WorkerUnavailableException(message, pluginId, "initialize", this.cause);
	}

	private String what() {
		return switch (this.reason) {
			case EXIT, SIGNAL -> ended("exited unexpectedly");
			case SPAWN_FAILED -> "could not be started: " + message();
			case INITIALIZE_FAILED -> "failed to initialize: " + message();
			case INITIALIZE_TIMEOUT -> "did not answer 'initialize' within its initialize-timeout and was killed";
			case UNRESPONSIVE -> "stopped answering health checks and was killed";
			case MEMORY -> "held more memory than limits.max-memory and was killed";
			case STDIN_BLOCKED -> "took no message for limits.write-stall-timeout and was killed";
			case STDIN_CLOSED -> "closed its stdin and was killed";
			case STDOUT_CLOSED -> "closed its stdout and was killed";
		};
	}

	private String ended(String otherwise) {
		if (this.exit == null) {
			return otherwise;
		}
		return (this.exit.signal() != null) ? "was ended by " + this.exit.signal()
				: otherwise + " with code " + this.exit.code();
	}

	private String message() {
		return (this.cause != null) ? String.valueOf(this.cause.getMessage()) : "for reasons unknown";
	}

	private String next() {
		return (this.delay != null) ? "next start in %d ms".formatted(this.delay.toMillis())
				: "it stays down until it is started by hand (see restart.max-restarts and restart.enabled)";
	}

}
