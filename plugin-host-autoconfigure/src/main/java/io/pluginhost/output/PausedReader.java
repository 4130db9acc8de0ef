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
 * The reader of one process's stdout while it has to wait for stream listeners: nothing
 * the process writes is read meanwhile, its answers included. Warns once a wait takes
 * long, with the thread and the listener that hold it up. Guarded by itself; logs
 * unguarded.
 */
final class PausedReader implements Outbox.Pause {

	/** A wait that is longer is none for a slow listener, but for one that hangs. */
	static final Duration LONG = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private static final String[] DISPATCH = { "io.pluginhost.event.support.", "io.pluginhost.output.",
			"io.pluginhost.concurrent.", "io.pluginhost.stream.adapter.", "io.pluginhost.stream.support." };

	private final String pluginId;

	private final Timekeeper time;

	private final Supplier<@Nullable Thread> dispatcher;

	// Guarded by this: reading of the clock, while the reader waits
	private @Nullable Long since;

	// Guarded by this
	private Timekeeper.@Nullable Alarm alarm;

	// Guarded by this: whether this wait has been reported
	private boolean reported;

	/**
	 * Create the reader of a new process.
	 * @param pluginId the plugin
	 * @param time measures the waits
	 * @param dispatcher returns the thread that invokes the plugin's stream listeners, if
	 * there is one now
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
		boolean told;
		synchronized (this) {
			paused = pausedFor();
			told = this.reported;
			this.since = null;
			if (this.alarm != null) {
				this.alarm.cancel();
				this.alarm = null;
			}
		}
		if (told && paused != null) {
			logger.info("Plugin '{}' is read again, after {}", this.pluginId, ShortText.of(paused));
		}
	}

	/**
	 * Return for how long the reader has been waiting, or {@code null} if it does not.
	 */
	synchronized @Nullable Duration pausedFor() {
		return (this.since != null) ? Duration.ofNanos(this.time.nanoTime() - this.since) : null;
	}

	private void report() {
		synchronized (this) {
			// The alarm may come after it was cancelled
			if (this.since == null || this.reported || this.time.nanoTime() - this.since < LONG.toNanos()) {
				return;
			}
			this.reported = true;
		}
		logger.warn(
				"Plugin '{}' has not been read for {}, its answers included: its stream events wait for {} (limits.max-queued-stream-bytes)",
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
	 * Where the listener is: it was called by the dispatch.
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
