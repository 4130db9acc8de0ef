package io.pluginhost.process.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.concurrent.NamedThreads;
import io.pluginhost.concurrent.NoThreadException;

/**
 * Looks every now and then, on a thread that is always there, whether processes are gone,
 * and does what is due. What ends a process, and what has to be done about its end, thus
 * depends on no notification and on no new thread. The thread is idle while there is no
 * process. Guarded by itself; looks unguarded, and never at {@code /proc}, which may
 * block.
 */
public final class ExitWatch implements AutoCloseable {

	/** How often it is looked. */
	public static final long LOOK_MILLIS = 50;

	private static final Logger logger = LoggerFactory.getLogger(ExitWatch.class);

	private final ScheduledThreadPoolExecutor thread;

	// Guarded by this
	private final List<Watched> watched = new ArrayList<>();

	/** The thread's own: those whose last look has failed, and is logged. */
	private final Set<Watched> failing = new HashSet<>();

	// Guarded by this: whether a look is due
	private boolean looking;

	// Guarded by this
	private boolean closed;

	ExitWatch(NamedThreads threads) {
		this.thread = new ScheduledThreadPoolExecutor(1, (work) -> threads.newThread("plugin-host-exits", work));
		this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Make sure that the thread is there.
	 * @throws NoThreadException if it cannot be started
	 */
	void start() throws NoThreadException {
		try {
			this.thread.prestartCoreThread();
		}
		catch (OutOfMemoryError ex) {
			throw new NoThreadException(ex);
		}
	}

	/**
	 * Look at a process until there is nothing left to be seen.
	 */
	public void add(Watched process) {
		synchronized (this) {
			this.watched.add(process);
			if (this.looking) {
				return;
			}
			this.looking = true;
		}
		after(LOOK_MILLIS, this::look);
	}

	/**
	 * Do something later.
	 * @param action what to do; must not block
	 */
	public void after(long millis, Runnable action) {
		try {
			this.thread.schedule(() -> guard(action), millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("Everything is over", ex);
		}
		catch (OutOfMemoryError ex) {
			// It has been taken; the thread was lost, and is started with what comes next
			logger.warn("Processes are not looked at for the moment: {}", NoThreadException.MESSAGE, ex);
		}
	}

	private void look() {
		try {
			watched().forEach(this::look);
		}
		finally {
			if (isNeeded()) {
				after(LOOK_MILLIS, this::look);
			}
		}
	}

	private void look(Watched process) {
		try {
			boolean isOver = process.look();
			this.failing.remove(process);
			if (isOver) {
				remove(process);
			}
		}
		catch (RuntimeException | Error ex) {
			if (this.failing.add(process)) {
				logger.error("Failed to look whether a process is gone; trying again every {} ms", LOOK_MILLIS, ex);
			}
		}
	}

	private synchronized boolean isNeeded() {
		this.looking = !this.watched.isEmpty();
		endIfOver();
		return this.looking;
	}

	private synchronized List<Watched> watched() {
		return List.copyOf(this.watched);
	}

	private synchronized void remove(Watched process) {
		this.watched.remove(process);
	}

	private static void guard(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A look at the processes of plugins failed", ex);
		}
	}

	/**
	 * Let the thread end as soon as all processes are gone.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		endIfOver();
	}

	private void endIfOver() {
		if (this.closed && this.watched.isEmpty()) {
			this.thread.shutdown();
		}
	}

	/**
	 * Something whose end is looked for.
	 */
	@FunctionalInterface
	public interface Watched {

		/**
		 * See whether it is gone, and do what has to be done about that.
		 * @return whether there is nothing left to be seen
		 */
		boolean look();

	}

}
