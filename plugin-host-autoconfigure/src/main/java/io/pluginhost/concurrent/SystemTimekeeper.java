package io.pluginhost.concurrent;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.TimeLimits;

/**
 * The clock of this machine, with one daemon thread for all alarms that runs from
 * creation until {@link #close()}: attempts to start other threads are repeated on it.
 * The only class of the core that reads a clock. Once closed, no alarm is triggered. Safe
 * for use by any thread.
 */
public final class SystemTimekeeper implements Timekeeper, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SystemTimekeeper.class);

	private final ScheduledThreadPoolExecutor timer;

	/**
	 * Create a timekeeper and start its thread.
	 * @throws IllegalStateException if no thread can be started
	 */
	public SystemTimekeeper() {
		this(HostThreads.daemons("plugin-host-timer"));
	}

	SystemTimekeeper(ThreadFactory factory) {
		this.timer = new ScheduledThreadPoolExecutor(1, factory);
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		try {
			this.timer.prestartCoreThread();
		}
		catch (OutOfMemoryError ex) {
			throw new IllegalStateException("The plugin host cannot keep time: " + NoThreadException.MESSAGE, ex);
		}
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
		ScheduledAlarm alarm = new ScheduledAlarm(action);
		try {
			alarm.future = this.timer.schedule(alarm, Math.max(0, TimeLimits.bounded(delay).toNanos()),
					TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// Closed: the alarm is not triggered
		}
		catch (OutOfMemoryError ex) {
			// The thread has ended and no other can be started yet. The alarm is queued,
			// and the next one starts a thread
			new ThreadShortage(this).report("the timer", ex);
		}
		return alarm;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	/**
	 * An alarm. Exceptions of its action are logged.
	 */
	private static final class ScheduledAlarm implements Runnable, Alarm {

		private volatile @Nullable Runnable action;

		private volatile @Nullable Future<?> future;

		ScheduledAlarm(Runnable action) {
			this.action = action;
		}

		@Override
		public void run() {
			Runnable action = this.action;
			try {
				if (action != null) {
					action.run();
				}
			}
			catch (RuntimeException | Error ex) {
				logger.error("A timer task of the plugin host failed", ex);
			}
		}

		@Override
		public void cancel() {
			this.action = null;
			Future<?> scheduled = this.future;
			if (scheduled != null) {
				scheduled.cancel(false);
			}
		}

	}

}
