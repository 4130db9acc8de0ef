package io.pluginhost.session;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.concurrent.Timekeeper;

/**
 * Detects that a process lives on although one of its pipes is closed.
 */
public final class ClosedPipeWatch implements Watch {

	/** How long it may: a process that ends closes its pipes too. */
	public static final Duration GRACE = Duration.ofSeconds(1);

	private final ProcessSession session;

	private final Timekeeper time;

	private final Executor loop;

	private final Consumer<CrashReason> onFault;

	private Timekeeper.@Nullable Alarm alarm;

	private boolean stopped;

	public ClosedPipeWatch(ProcessSession session, Timekeeper time, Executor loop, Consumer<CrashReason> onFault) {
		this.session = session;
		this.time = time;
		this.loop = loop;
		this.onFault = onFault;
	}

	@Override
	public void start() {
		// The pipe itself says when it is closed
	}

	@Override
	public void stop() {
		this.stopped = true;
		if (this.alarm != null) {
			this.alarm.cancel();
		}
	}

	/**
	 * Invoked when a pipe was closed.
	 * @param fault what is wrong, unless the process ends now
	 */
	public void closed(CrashReason fault) {
		if (!this.stopped && this.alarm == null) {
			this.alarm = this.time.schedule(GRACE, () -> this.loop.execute(() -> report(fault)));
		}
	}

	private void report(CrashReason fault) {
		if (!this.stopped && !this.session.hasExited()) {
			stop();
			this.onFault.accept(fault);
		}
	}

}
