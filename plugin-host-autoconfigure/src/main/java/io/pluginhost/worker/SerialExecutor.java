package io.pluginhost.worker;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

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

	// Guarded by this
	private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

	// Guarded by this
	private boolean running;

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
		this.threads.execute(this::work);
	}

	private void work() {
		for (int i = 0; i < TURN; i++) {
			Runnable task;
			synchronized (this) {
				task = this.tasks.poll();
				if (task == null) {
					this.running = false;
					return;
				}
			}
			run(task);
		}
		// Others want the thread too
		this.threads.execute(this::work);
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
