package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.process.LineQueue;

/**
 * Finds out that one process does not read, or will not read or write any more, though it
 * lives. Owned by the worker's loop, on which it tells once what it has found.
 * <p>
 * Whether a process reads is looked at while something waits for it, several times while
 * it may not; nothing is measured where messages are queued, and nothing looked at while
 * none is.
 */
final class PipeWatch {

	/**
	 * How long a process may live on with a pipe closed: one that ends closes its pipes
	 * too.
	 */
	static final Duration GRACE = Duration.ofSeconds(1);

	/** Looks without progress that make a stall. */
	private static final int LOOKS = 4;

	private final ProcessSession session;

	private final LineQueue stdin;

	private final Duration lookEvery;

	private final Timekeeper time;

	private final Executor loop;

	private final Consumer<CrashReason> onFault;

	private Timekeeper.@Nullable Alarm nextLook;

	private Timekeeper.@Nullable Alarm closing;

	private boolean stopped;

	/** What the queue's progress was at the last look. */
	private long seen;

	/** Looks in a row that found the same bytes waiting; negative before the first. */
	private int stalled = -1;

	PipeWatch(ProcessSession session, Duration stallTimeout, Timekeeper time, Executor loop,
			Consumer<CrashReason> onFault) {
		this.session = session;
		this.stdin = session.process().stdin();
		this.lookEvery = stallTimeout.dividedBy(LOOKS);
		this.time = time;
		this.loop = loop;
		this.onFault = onFault;
	}

	/**
	 * Begin to look whether the process reads.
	 */
	void start() {
		this.stdin.tellOnceWaiting(() -> this.loop.execute(this::look));
	}

	void stop() {
		this.stopped = true;
		if (this.nextLook != null) {
			this.nextLook.cancel();
		}
		if (this.closing != null) {
			this.closing.cancel();
		}
	}

	/**
	 * Hear that a pipe has been closed.
	 * @param fault what that is, unless the process ends now
	 */
	void closed(CrashReason fault) {
		if (!this.stopped && this.closing == null) {
			this.closing = this.time.schedule(GRACE, () -> this.loop.execute(() -> found(fault)));
		}
	}

	private void look() {
		if (this.stopped) {
			return;
		}
		if (!this.stdin.isWaiting()) {
			this.stalled = -1;
			start();
			return;
		}
		long progress = this.stdin.progress();
		// A worker that cannot write may have no thread left to read with
		boolean moving = this.stalled < 0 || progress != this.seen || this.session.messages().isPaused();
		this.stalled = moving ? 0 : this.stalled + 1;
		this.seen = progress;
		if (this.stalled >= LOOKS) {
			found(CrashReason.STDIN_BLOCKED);
			return;
		}
		this.nextLook = this.time.schedule(this.lookEvery, () -> this.loop.execute(this::look));
	}

	private void found(CrashReason fault) {
		if (!this.stopped && !this.session.hasExited()) {
			stop();
			this.onFault.accept(fault);
		}
	}

}
