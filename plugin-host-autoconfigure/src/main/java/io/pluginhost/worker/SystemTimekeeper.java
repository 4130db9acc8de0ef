package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.pluginhost.TimeLimits;
import io.pluginhost.rpc.Timekeeper;

/**
 * The time of this machine, with one daemon thread for all alarms. The only place in the
 * core that reads a clock. Once closed, no alarm rings any more.
 */
public final class SystemTimekeeper implements Timekeeper, AutoCloseable {

	private final ScheduledThreadPoolExecutor timer;

	/**
	 * Create a timekeeper; its thread starts with the first alarm.
	 */
	public SystemTimekeeper() {
		this.timer = new ScheduledThreadPoolExecutor(1, HostThreads.daemons("plugin-host-timer"));
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	public Alarm schedule(Duration delay, Runnable action) {
		try {
			Future<?> alarm = this.timer.schedule(action, Math.max(0, TimeLimits.bounded(delay).toNanos()),
					TimeUnit.NANOSECONDS);
			return () -> alarm.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return () -> {
			};
		}
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
