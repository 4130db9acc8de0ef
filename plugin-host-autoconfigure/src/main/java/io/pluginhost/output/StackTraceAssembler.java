package io.pluginhost.output;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;

/**
 * Joins the lines of stderr that are one stack trace. Each line waits for the next for a
 * limited time. Lines are added on the thread that reads stderr, and flushed there or on
 * the timer. Guarded by itself; the output is invoked under the guard, and must not
 * block.
 *
 * @see "docs/decisions/logs-of-workers.md"
 */
public final class StackTraceAssembler {

	/** Time to wait for the next line of a stack trace. */
	public static final Duration PATIENCE = Duration.ofMillis(250);

	static final int MAX_LINES = 1024;

	private static final int MAX_LENGTH = 128 * 1024;

	private final Timekeeper time;

	private final Consumer<List<String>> output;

	// Guarded by this
	private List<String> lines = new ArrayList<>();

	// Guarded by this
	private StackTraceShape shape = StackTraceShape.NONE;

	// Guarded by this
	private int length;

	// Guarded by this: when the last line was added
	private long addedAt;

	// Guarded by this
	private Timekeeper.@Nullable Alarm alarm;

	public StackTraceAssembler(Timekeeper time, Consumer<List<String>> output) {
		this.time = time;
		this.output = output;
	}

	/**
	 * Add a line.
	 */
	public synchronized void line(String line) {
		StackTraceShape next = this.lines.isEmpty() ? null : this.shape.next(line);
		if (next == null || this.lines.size() == MAX_LINES || this.length + line.length() > MAX_LENGTH) {
			flush();
			next = StackTraceShape.first(line);
		}
		this.shape = next;
		this.lines.add(line);
		this.length += line.length();
		this.addedAt = this.time.nanoTime();
		if (this.alarm == null) {
			this.alarm = this.time.schedule(PATIENCE, this::timeUp);
		}
	}

	/**
	 * Output the lines that wait.
	 */
	public synchronized void flush() {
		if (!this.lines.isEmpty()) {
			List<String> complete = this.lines;
			this.lines = new ArrayList<>();
			this.length = 0;
			this.output.accept(complete);
		}
	}

	private synchronized void timeUp() {
		this.alarm = null;
		Duration left = PATIENCE.minusNanos(this.time.nanoTime() - this.addedAt);
		if (left.isNegative() || left.isZero()) {
			flush();
		}
		else if (!this.lines.isEmpty()) {
			this.alarm = this.time.schedule(left, this::timeUp);
		}
	}

}
