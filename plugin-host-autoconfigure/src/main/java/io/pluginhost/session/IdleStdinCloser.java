package io.pluginhost.session;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.rpc.PendingCall;

/**
 * Closes the stdin of a process that does not know how to shut down, as soon as nothing
 * is open between it and the host: no call of the application, and no request of its own.
 * Looks repeatedly, as no single event says so.
 */
public final class IdleStdinCloser implements Watch {

	/** The time between two looks. */
	public static final Duration INTERVAL = Duration.ofMillis(50);

	private final ProcessSession session;

	private final Timekeeper time;

	private final Executor loop;

	private Timekeeper.@Nullable Alarm alarm;

	private boolean stopped;

	public IdleStdinCloser(ProcessSession session, Timekeeper time, Executor loop) {
		this.session = session;
		this.time = time;
		this.loop = loop;
	}

	@Override
	public void start() {
		look();
	}

	private void look() {
		if (this.stopped) {
			return;
		}
		if (isAnythingOpen()) {
			this.alarm = this.time.schedule(INTERVAL, () -> this.loop.execute(this::look));
			return;
		}
		this.session.process().stdin().end();
	}

	private boolean isAnythingOpen() {
		return this.session.messages().runningHostCalls() > 0
				|| this.session.connection().pending().snapshot().stream().anyMatch(PendingCall::isFromApplication);
	}

	@Override
	public void stop() {
		this.stopped = true;
		if (this.alarm != null) {
			this.alarm.cancel();
		}
	}

}
