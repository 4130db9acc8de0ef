package io.pluginhost.session;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.process.LineQueue;

/**
 * Detects that a process does not read its stdin. Looks several times within the time
 * that the process has, while something waits for it; measures nothing where messages are
 * queued, and does not look while none is.
 */
public final class StdinWatch implements Watch {

	/** Looks without progress that make a stall. */
	private static final int LOOKS = 4;

	private final ProcessSession session;

	private final LineQueue stdin;

	private final Duration interval;

	private final Timekeeper time;

	private final Executor loop;

	private final Consumer<CrashReason> onFault;

	private Timekeeper.@Nullable Alarm nextLook;

	private boolean stopped;

	/** The progress of the queue at the last look. */
	private long seen;

	/** Looks in a row that found the same bytes waiting; negative before the first. */
	private int stalled = -1;

	public StdinWatch(ProcessSession session, Duration stallTimeout, Timekeeper time, Executor loop,
			Consumer<CrashReason> onFault) {
		this.session = session;
		this.stdin = session.process().stdin();
		this.interval = stallTimeout.dividedBy(LOOKS);
		this.time = time;
		this.loop = loop;
		this.onFault = onFault;
	}

	@Override
	public void start() {
		this.loop.execute(this::look);
	}

	@Override
	public void stop() {
		this.stopped = true;
		if (this.nextLook != null) {
			this.nextLook.cancel();
		}
	}

	private void look() {
		if (this.stopped) {
			return;
		}
		if (!this.stdin.isWaiting()) {
			this.stalled = -1;
			this.stdin.tellOnceWaiting(() -> this.loop.execute(this::look));
			return;
		}
		long progress = this.stdin.progress();
		// A worker that cannot write may have no thread left to read with
		boolean moving = this.stalled < 0 || progress != this.seen || this.session.messages().isPaused();
		this.stalled = moving ? 0 : this.stalled + 1;
		this.seen = progress;
		if (this.stalled < LOOKS) {
			this.nextLook = this.time.schedule(this.interval, () -> this.loop.execute(this::look));
		}
		else if (!this.session.hasExited()) {
			stop();
			this.onFault.accept(CrashReason.STDIN_BLOCKED);
		}
	}

}
