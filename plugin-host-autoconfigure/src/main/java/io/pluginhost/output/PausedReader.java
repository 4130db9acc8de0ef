package io.pluginhost.output;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.concurrent.Outbox;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.redaction.ShortText;

/**
 * Measures how long the thread that reads a process's stdout has to wait for stream
 * listeners. Meanwhile nothing that the process writes is read, including its answers.
 * Logs a warning if a wait takes long, with the thread and the listener that block it.
 * Guarded by itself; logs unguarded.
 */
final class PausedReader implements Outbox.Pause {

	/** After this time, the listener is considered to hang. */
	static final Duration LONG = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private static final String[] DISPATCH = { "io.pluginhost.event.support.", "io.pluginhost.output.",
			"io.pluginhost.concurrent.", "io.pluginhost.stream.adapter.", "io.pluginhost.stream.support." };

	private final String pluginId;

	private final Timekeeper time;

	private final Supplier<@Nullable Thread> dispatcher;

	// Guarded by this: when the wait began, while there is one
	private @Nullable Long since;

	// Guarded by this
	private Timekeeper.@Nullable Alarm alarm;

	// Guarded by this: whether a warning of this wait has been logged
	private boolean reported;

	/**
	 * Create the measurement of a new process.
	 * @param pluginId the plugin
	 * @param time measures the waits
	 * @param dispatcher returns the thread that invokes the plugin's stream listeners at
	 * the moment, or {@code null}
	 */
	PausedReader(String pluginId, Timekeeper time, Supplier<@Nullable Thread> dispatcher) {
		this.pluginId = pluginId;
		this.time = time;
		this.dispatcher = dispatcher;
	}

	@Override
	public synchronized void began() {
		this.since = this.time.nanoTime();
		this.reported = false;
		this.alarm = this.time.schedule(LONG, this::report);
	}

	@Override
	public void ended() {
		Duration paused;
		boolean wasReported;
		synchronized (this) {
			paused = pausedFor();
			wasReported = this.reported;
			this.since = null;
			if (this.alarm != null) {
				this.alarm.cancel();
				this.alarm = null;
			}
		}
		if (wasReported && paused != null) {
			logger.info("Reading of plugin '{}' continues after {}", this.pluginId, ShortText.of(paused));
		}
	}

	/**
	 * Return how long the reader has been waiting, or {@code null} if it is not.
	 */
	synchronized @Nullable Duration pausedFor() {
		return (this.since != null) ? Duration.ofNanos(this.time.nanoTime() - this.since) : null;
	}

	private void report() {
		synchronized (this) {
			// The alarm may be triggered although it was cancelled
			if (this.since == null || this.reported || this.time.nanoTime() - this.since < LONG.toNanos()) {
				return;
			}
			this.reported = true;
		}
		logger.warn(
				"Nothing has been read of plugin '{}' for {}, including its answers: its stream events wait for {} (limits.max-queued-stream-bytes)",
				this.pluginId, ShortText.of(LONG), culprit(this.dispatcher.get()));
	}

	private static String culprit(@Nullable Thread thread) {
		if (thread == null) {
			return "a callback thread";
		}
		StackTraceElement[] stack = thread.getStackTrace();
		return "a listener on thread '%s'%s".formatted(thread.getName(),
				(stack.length > 0) ? ", at " + stack[listener(stack)] : "");
	}

	/**
	 * Return the index of the listener's frame: the last one before those of the
	 * dispatch.
	 */
	private static int listener(StackTraceElement[] stack) {
		for (int i = 1; i < stack.length; i++) {
			for (String dispatch : DISPATCH) {
				if (stack[i].getClassName().startsWith(dispatch)) {
					return i - 1;
				}
			}
		}
		return 0;
	}

}
