package io.pluginhost.worker;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task at a time, in order, on whatever threads it is given. What a task throws
 * is logged and does not stop the next. Guarded by itself.
 */
final class SerialExecutor implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	private static final int TURN = 64;

	private final Executor threads;

	private final Runnable work = this::work;

	// Guarded by this
	private ArrayDeque<Runnable> tasks = new ArrayDeque<>();

	// Guarded by this
	private boolean running;

	/** Owned by whoever works: what it has taken at once. */
	private ArrayDeque<Runnable> taken = new ArrayDeque<>();

	SerialExecutor(Executor threads) {
		this.threads = threads;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this) {
			this.tasks.add(task);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		this.threads.execute(this.work);
	}

	private void work() {
		for (int i = 0; i < TURN; i++) {
			Runnable task = this.taken.poll();
			if (task == null) {
				task = takeAll();
			}
			if (task == null) {
				return;
			}
			run(task);
		}
		// Others want the thread too
		this.threads.execute(this.work);
	}

	/**
	 * Take what is there.
	 * @return the first, or {@code null} if there is nothing to do any more
	 */
	private synchronized @Nullable Runnable takeAll() {
		ArrayDeque<Runnable> empty = this.taken;
		this.taken = this.tasks;
		this.tasks = empty;
		Runnable first = this.taken.poll();
		this.running = first != null;
		return first;
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A task of the plugin host failed", ex);
		}
	}

}
