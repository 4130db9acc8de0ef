package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.redaction.ShortText;
import io.pluginhost.session.ProcessSession;

/**
 * A crash in words.
 *
 * @param reason why it happened
 * @param exit how the process ended, unless there was none
 * @param cause why there was no process, or what the worker answered to initialize
 * @param ranFor how long the worker had been running, if it had
 * @param consecutive how many in a row, this one counted
 * @param total how many in all
 * @param delay how long until the next start, unless there is none
 * @param nextRestartAt when the next start is due, unless there is none
 * @param stderrExcerpt newest output on stderr, if any
 */
record CrashReport(CrashReason reason, @Nullable ProcessExit exit, @Nullable Throwable cause, @Nullable Duration ranFor,
		int consecutive, long total, @Nullable Duration delay, @Nullable Instant nextRestartAt,
		@Nullable String stderrExcerpt) {

	/** A line that names an error, and is not one of a stack trace. */
	private static final Pattern ERROR = Pattern.compile("^\\S.*(?:Error|Exception)\\b|^(?:Error|Exception)\\b");

	private static final int LONGEST_WORDS = 200;

	/** Some of it may be the worker's words. */
	private static final int LONGEST_MESSAGE = 4000;

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	/**
	 * Return one line with what happened, how often, and what comes next.
	 */
	String text(String pluginId) {
		String since = (this.ranFor != null) ? " after running for " + ShortText.of(this.ranFor) : "";
		return "Plugin '%s' %s%s (crash %d in a row, %d in all); %s".formatted(pluginId, what(), since,
				this.consecutive, this.total, next());
	}

	/**
	 * Return why a start failed, the same for starts that failed alike, or {@code null}
	 * if the worker was running.
	 */
	@Nullable String startFailure() {
		if (this.ranFor != null) {
			return null;
		}
		// Each has had another time
		String failure = (this.reason == CrashReason.INITIALIZE_TIMEOUT) ? this.reason + lastWords() : brief();
		return NUMBER.matcher(failure).replaceAll("#");
	}

	/**
	 * Return one line for a crash that is the same as the one before.
	 */
	String again(String pluginId) {
		return "Plugin '%s' failed to start for the same reason as before (crash %d in a row, %d in all); %s"
			.formatted(pluginId, this.consecutive, this.total, next());
	}

	/**
	 * Return the exception for a caller that requested the start.
	 */
	Throwable toException(String pluginId) {
		String message = text(pluginId);
		if (this.exit != null) {
			message += "\n"
					+ ProcessSession.describe(this.exit, (this.stderrExcerpt != null) ? this.stderrExcerpt : "");
		}
		return new WorkerStartException(message, pluginId, this.cause, this.reason, what(), this.stderrExcerpt);
	}

	/**
	 * Return a short form for callers that are rejected because of the crash, with the
	 * last words of the worker that look like a reason.
	 */
	String brief() {
		String words = lastWords();
		return words.isEmpty() ? what() : what() + ": " + words;
	}

	private String lastWords() {
		List<String> lines = (this.stderrExcerpt != null)
				? this.stderrExcerpt.lines().filter((line) -> !line.isBlank()).toList() : List.of();
		String words = "";
		for (int i = lines.size() - 1; i >= 0 && words.isEmpty(); i--) {
			words = ERROR.matcher(lines.get(i)).find() ? lines.get(i) : "";
		}
		if (words.isEmpty() && !lines.isEmpty()) {
			words = lines.get(lines.size() - 1).strip();
		}
		return (words.length() <= LONGEST_WORDS) ? words : words.substring(0, LONGEST_WORDS) + "…";
	}

	private String what() {
		return switch (this.reason) {
			case EXIT, SIGNAL -> (this.ranFor != null) ? ended("exited unexpectedly") : ended("exited")
					+ " before it had answered 'initialize'" + ((this.cause != null) ? ": " + message() : "");
			case SPAWN_FAILED -> "could not be started: " + message();
			case INITIALIZE_FAILED -> "failed to initialize: " + message();
			case INITIALIZE_TIMEOUT -> "did not answer 'initialize' and was killed: " + message();
			case UNRESPONSIVE ->
				"stopped answering health checks (health-check.timeout, health-check.failure-threshold) and was killed";
			case MEMORY -> "held more memory than limits.max-memory and was killed";
			case STDIN_BLOCKED -> "took no message for limits.write-stall-timeout and was killed";
			case STDIN_CLOSED -> "closed its stdin and was killed";
			case STDOUT_CLOSED ->
				((this.cause != null) ? "cannot be heard: " + message() + ", and" : "closed its stdout and")
						+ " was killed";
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
		return (this.cause != null) ? ShortText.truncate(String.valueOf(this.cause.getMessage()), LONGEST_MESSAGE)
				: "for reasons unknown";
	}

	private String next() {
		return (this.delay != null)
				? "next start in %s, at %s (see restart.initial-delay and restart.max-delay)"
					.formatted(ShortText.of(this.delay), this.nextRestartAt)
				: "it stays down until it is started by hand (see restart.max-restarts and restart.enabled)";
	}

}
