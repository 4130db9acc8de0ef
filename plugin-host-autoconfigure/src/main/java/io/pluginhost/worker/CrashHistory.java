package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;

/**
 * The crashes of one worker so far. Owned by the worker's loop.
 */
final class CrashHistory {

	private int consecutive;

	private long total;

	private @Nullable Instant lastAt;

	private @Nullable CrashReason lastReason;

	/**
	 * Count a crash.
	 * @param reason why
	 * @param now when
	 * @param ranFor how long the worker had been running, if it had
	 * @param resetAfter how long it must have run for earlier crashes to be forgotten
	 */
	void add(CrashReason reason, Instant now, @Nullable Duration ranFor, Duration resetAfter) {
		if (ranFor != null && ranFor.compareTo(resetAfter) >= 0) {
			this.consecutive = 0;
		}
		this.consecutive++;
		this.total++;
		this.lastAt = now;
		this.lastReason = reason;
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

}
