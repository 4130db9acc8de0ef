package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.RestartPolicy;

/**
 * The crashes of one worker so far, and what is to be done about the next. Owned by the
 * worker's loop.
 */
final class CrashHistory {

	private final RestartPolicy policy;

	private int consecutive;

	private long total;

	private @Nullable Instant lastAt;

	private @Nullable CrashReason lastReason;

	private @Nullable String lastWords;

	CrashHistory(RestartPolicy policy) {
		this.policy = policy;
	}

	/**
	 * Count a crash and decide about the next start.
	 * @param known what the host knew of it before it came, if anything
	 * @param event how it came
	 * @param stderr newest output on stderr, if any
	 * @param ranFor how long the worker had been running, if it had
	 * @param services tell the time, and chance
	 */
	CrashReport add(@Nullable Cause known, LifecycleEvent event, @Nullable String stderr, @Nullable Duration ranFor,
			WorkerServices services) {
		Cause cause = (known != null) ? known : Cause.of(event, event.error());
		Instant now = services.time().now();
		if (ranFor != null && ranFor.compareTo(this.policy.resetAfter()) >= 0) {
			this.consecutive = 0;
		}
		this.consecutive++;
		this.total++;
		this.lastAt = now;
		this.lastReason = cause.reason();
		Duration delay = RestartBackoff.delay(this.policy, this.consecutive, services.random().getAsDouble())
			.orElse(null);
		CrashReport report = new CrashReport(cause.reason(), event.exit(), cause.error(), ranFor, this.consecutive,
				this.total, delay, (delay != null) ? now.plus(delay) : null, stderr);
		this.lastWords = report.brief();
		return report;
	}

	void forgive() {
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

		static Cause of(LifecycleEvent event, @Nullable Throwable error) {
			if (event.exit() == null) {
				return new Cause(CrashReason.SPAWN_FAILED, error);
			}
			return new Cause((event.exit().signal() != null) ? CrashReason.SIGNAL : CrashReason.EXIT, error);
		}

	}

}
