package io.pluginhost.concurrent;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that no thread could be started, at most once a minute. Safe for use by any
 * thread; never throws.
 */
public final class ThreadShortage {

	/** Time until another attempt to start a thread is made. */
	public static final Duration RETRY = Duration.ofMillis(100);

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final Timekeeper time;

	private final OnceAMinute warning = new OnceAMinute();

	public ThreadShortage(Timekeeper time) {
		this.time = time;
	}

	/**
	 * Log that a thread could not be started.
	 * @param purpose what it was needed for
	 */
	public void report(String purpose, Throwable failure) {
		try {
			if (this.warning.isDue(this.time.nanoTime())) {
				logger.warn("Work of {} waits: {}. It goes on as soon as one can be ({})", purpose,
						NoThreadException.MESSAGE, failure.getMessage());
			}
		}
		catch (RuntimeException | Error ex) {
			// Without memory to log, the work still has to go on
		}
	}

}
