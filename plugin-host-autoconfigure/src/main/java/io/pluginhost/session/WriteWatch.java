package io.pluginhost.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.process.LineQueue;

/**
 * Detects that a write by a caller blocks, though the pipe was sure to take it at once:
 * its process has filled the pipe itself, or made it smaller. Looks several times, so
 * that a host that was paused, or has too little processor time, mistakes no process for
 * one that tampers; meanwhile the write counts as one that waits, too.
 * <p>
 * Looks once in {@link #LOOK_EVERY} while callers write, and not at all once they have
 * not for a while. Owned by the thread that looks next: the caller that begins, then the
 * timer's. Nothing here blocks.
 */
public final class WriteWatch implements Watch {

	/** The time between two looks. */
	public static final Duration LOOK_EVERY = Duration.ofMillis(250);

	/** Looks that must find the same write. */
	public static final int LOOKS = 3;

	/** Looks that find no write before the watch rests until the next. */
	private static final int PATIENCE = 8;

	/** A look that comes later than this says something about the host only. */
	private static final long PUNCTUAL = LOOK_EVERY.toNanos() / 2;

	private final LineQueue stdin;

	private final Timekeeper time;

	private final Runnable onBlocked;

	private volatile boolean stopped;

	private volatile Timekeeper.@Nullable Alarm alarm;

	private long due;

	/** The write that the last look found, and how many have. */
	private long seen;

	private int looks;

	/** Looks in a row that found none. */
	private int idle;

	public WriteWatch(LineQueue stdin, Timekeeper time, Runnable onBlocked) {
		this.stdin = stdin;
		this.time = time;
		this.onBlocked = onBlocked;
	}

	/**
	 * Let callers write from now on, and watch them.
	 */
	@Override
	public void start() {
		this.stdin.credit().watchBy(this::begin);
	}

	@Override
	public void stop() {
		this.stopped = true;
		Timekeeper.Alarm alarm = this.alarm;
		if (alarm != null) {
			alarm.cancel();
		}
	}

	private void begin() {
		this.idle = 0;
		this.looks = 0;
		this.seen = 0;
		next();
	}

	private void next() {
		this.due = this.time.nanoTime() + LOOK_EVERY.toNanos();
		this.alarm = this.time.schedule(LOOK_EVERY, this::look);
	}

	private void look() {
		if (this.stopped) {
			return;
		}
		long write = this.stdin.credit().writing();
		this.idle = (write == 0) ? this.idle + 1 : 0;
		if (this.idle >= PATIENCE && this.stdin.credit().watchBy(this::begin)) {
			return;
		}
		boolean blocked = write != 0 && isBlocked(write);
		next();
		if (write != 0) {
			this.stdin.seeToWaiting();
		}
		if (blocked) {
			this.onBlocked.run();
		}
	}

	private boolean isBlocked(long write) {
		if (write != this.seen) {
			this.seen = write;
			this.looks = 1;
		}
		else if (this.time.nanoTime() - this.due <= PUNCTUAL) {
			this.looks++;
		}
		if (this.looks < LOOKS) {
			return false;
		}
		this.looks = 0;
		return true;
	}

}
