package io.pluginhost.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.pluginhost.output.StartupDiagnostics;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.redaction.ShortText;

/**
 * How long a worker has to answer {@code initialize}: {@code initialize-timeout}, and
 * twice as long after each start that ran out of it, up to four times. A start that
 * succeeds takes that back. Owned by the worker's loop.
 */
final class InitializeTimeout {

	private static final int MOST = 4;

	private static final int LONGEST_LINE = 200;

	private final Duration configured;

	private int factor = 1;

	/** What the last process that ran out of it had. */
	private Duration missed;

	/** How much processor time that process had. */
	private CompletableFuture<Optional<Duration>> used = CompletableFuture.completedFuture(Optional.empty());

	InitializeTimeout(Duration configured) {
		this.configured = configured;
		this.missed = configured;
	}

	Duration get() {
		return this.configured.multipliedBy(this.factor);
	}

	/**
	 * Note that a process ran out of it. To be called while the process is still there.
	 */
	void ranOut(WorkerProcess process) {
		this.missed = get();
		this.factor = Math.min(MOST, 2 * this.factor);
		this.used = process.processorTime();
	}

	/**
	 * Return why the process has not answered, once it is gone.
	 * @param seen what has been seen of it instead
	 * @param stderr what it wrote to stderr
	 */
	String noAnswer(StartupDiagnostics.Observation seen, String stderr) {
		Duration processor = (this.used.isDone() && !this.used.isCompletedExceptionally())
				? this.used.join().orElse(null) : null;
		String last = lastLine(stderr);
		boolean isBusy = processor != null && processor.multipliedBy(2).compareTo(this.missed) > 0;
		return "within %s (initialize-timeout%s) it %s%s%s; raise initialize-timeout if it needs longer, the next start has %s; "
			.formatted(ShortText.of(this.missed),
					this.missed.equals(this.configured) ? "" : " is " + ShortText.of(this.configured),
					(last.isEmpty() && !isBusy) ? seen.withAdvice() : seen.text(),
					(processor != null) ? " and had %s of processor time".formatted(ShortText.of(processor)) : "",
					last.isEmpty() ? "" : "; its last line on stderr: " + last, ShortText.of(get()))
				+ "PROTOCOL.md has complete workers, and trace-wire shows every message";
	}

	private static String lastLine(String stderr) {
		String last = stderr.lines().filter((line) -> !line.isBlank()).reduce("", (first, second) -> second).strip();
		return (last.length() <= LONGEST_LINE) ? last : last.substring(0, LONGEST_LINE) + "…";
	}

	void sufficed() {
		this.factor = 1;
	}

}
