package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.RestartPolicy;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.process.ProcessExit;

/**
 * The crashes of one worker so far, and the decision about the next start. Owned by the
 * worker's loop.
 */
final class CrashHistory {

	private final RestartPolicy policy;

	private final Timekeeper time;

	private final DoubleSupplier random;

	private int consecutive;

	private long total;

	private @Nullable Instant lastAt;

	private @Nullable CrashReason lastReason;

	private @Nullable String lastWords;

	CrashHistory(RestartPolicy policy, Timekeeper time, DoubleSupplier random) {
		this.policy = policy;
		this.time = time;
		this.random = random;
	}

	/**
	 * Count a crash and decide about the next start.
	 * @param cause why it happened
	 * @param exit how the process ended, unless there was none
	 * @param stderr newest output on stderr, if any
	 * @param ranFor how long the worker had been running, if it had
	 */
	CrashReport add(Cause cause, @Nullable ProcessExit exit, @Nullable String stderr, @Nullable Duration ranFor) {
		Instant now = this.time.now();
		if (ranFor != null && ranFor.compareTo(this.policy.resetAfter()) >= 0) {
			this.consecutive = 0;
		}
		this.consecutive++;
		this.total++;
		this.lastAt = now;
		this.lastReason = cause.reason();
		Duration delay = RestartBackoff.delay(this.policy, this.consecutive, this.random.getAsDouble()).orElse(null);
		CrashReport report = new CrashReport(cause.reason(), exit, cause.error(), ranFor, this.consecutive, this.total,
				delay, (delay != null) ? now.plus(delay) : null, stderr);
		this.lastWords = report.brief();
		return report;
	}

	void reset() {
		this.consecutive = 0;
	}

	int consecutive() {
		return this.consecutive;
	}

	long total() {
		return this.total;
	}

	@Nullable Instant lastAt() {
		return this.lastAt;
	}

	@Nullable CrashReason lastReason() {
		return this.lastReason;
	}

	/**
	 * Return the last crash in words, if there was one.
	 */
	@Nullable String lastWords() {
		return this.lastWords;
	}

	/**
	 * Why a worker could not be used.
	 *
	 * @param reason in one word
	 * @param error the exception behind it, if there is one
	 */
	record Cause(CrashReason reason, @Nullable Throwable error) {

		static Cause of(@Nullable ProcessExit exit, @Nullable Throwable error) {
			if (exit == null) {
				return new Cause(CrashReason.SPAWN_FAILED, error);
			}
			return new Cause((exit.signal() != null) ? CrashReason.SIGNAL : CrashReason.EXIT, error);
		}

	}

}
