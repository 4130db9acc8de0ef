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
 * The time of this machine, with one daemon thread for all alarms, which is there from
 * the beginning to the end: whatever else cannot have a thread is tried again from here.
 * The only place in the core that reads a clock. Once closed, no alarm rings any more.
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
		Ring ring = new Ring(action);
		try {
			ring.future = this.timer.schedule(ring, Math.max(0, TimeLimits.bounded(delay).toNanos()),
					TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// Closed: it does not ring
		}
		catch (OutOfMemoryError ex) {
			// The thread has been lost and another cannot be started yet; the alarm has
			// been
			// taken, and the next one makes another attempt
			new ThreadShortage(this).report("the timer", ex);
		}
		return ring;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	/**
	 * An alarm. What it throws is logged and harms no other.
	 */
	private static final class Ring implements Runnable, Alarm {

		private volatile @Nullable Runnable action;

		private volatile @Nullable Future<?> future;

		Ring(Runnable action) {
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
				logger.error("An alarm of the plugin host failed", ex);
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
