package io.pluginhost.concurrent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that no thread could be started, at most once a minute. Safe for use by several
 * threads; never throws.
 */
public final class ThreadShortage {

	/** How long after a thread could not be started another attempt is made. */
	public static final Duration RETRY = Duration.ofMillis(100);

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final Timekeeper time;

	private final AtomicReference<@Nullable Long> reported = new AtomicReference<>();

	public ThreadShortage(Timekeeper time) {
		this.time = time;
	}

	/**
	 * Log that a thread could not be started.
	 * @param purpose what it was needed for
	 */
	public void report(String purpose, Throwable failure) {
		try {
			long now = this.time.nanoTime();
			Long before = this.reported.get();
			if ((before == null || now - before >= INTERVAL) && this.reported.compareAndSet(before, now)) {
				logger.warn("Work of {} waits: {}. It goes on as soon as one can be ({})", purpose,
						NoThreadException.MESSAGE, failure.getMessage());
			}
		}
		catch (RuntimeException | Error ex) {
			// There is nothing left to log with; the work is what matters
		}
	}

}
