package io.pluginhost.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Limits a report that could be repeated without end to one a minute. Safe for use by any
 * thread.
 */
final class OnceAMinute {

	private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

	private final AtomicReference<@Nullable Long> reported = new AtomicReference<>();

	/**
	 * Return whether a report is due, and count it as made.
	 * @param now a reading of the clock
	 */
	boolean isDue(long now) {
		Long before = this.reported.get();
		return (before == null || now - before >= INTERVAL) && this.reported.compareAndSet(before, now);
	}

}
