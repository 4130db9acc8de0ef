package io.pluginhost.concurrent;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task at a time, in order, on whatever threads it is given. What a task throws
 * is logged and does not stop the next. Tasks are always taken: where the threads throw
 * instead of taking them, whether or not they have taken them before, the tasks wait and
 * another attempt is made until it succeeds. Guarded by itself.
 */
public final class SerialExecutor implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	private static final int TURN = 64;

	private final Executor threads;

	private final Timekeeper time;

	private final ThreadShortage shortage;

	private final Runnable work = this::work;

	// Guarded by this
	private ArrayDeque<Runnable> tasks = new ArrayDeque<>();

	// Guarded by this
	private boolean running;

	// Guarded by this: whether a thread has to come that has not come yet
	private boolean due;

	/** Owned by whoever works: what it has taken at once. */
	private ArrayDeque<Runnable> taken = new ArrayDeque<>();

	public SerialExecutor(Executor threads, Timekeeper time) {
		this.threads = threads;
		this.time = time;
		this.shortage = new ThreadShortage(time);
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this) {
			this.tasks.add(task);
			if (this.running) {
				return;
			}
			this.running = true;
			this.due = true;
		}
		handOver();
	}

	private void handOver() {
		try {
			this.threads.execute(this.work);
		}
		catch (RuntimeException | Error ex) {
			this.shortage.report("plugins", ex);
			this.time.schedule(ThreadShortage.RETRY, this::retry);
		}
	}

	private void retry() {
		synchronized (this) {
			if (!this.due) {
				return;
			}
		}
		handOver();
	}

	private void work() {
		if (!arrive()) {
			return;
		}
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
		synchronized (this) {
			this.due = true;
		}
		handOver();
	}

	/**
	 * Return whether this thread is the one that had to come: not if it was asked for
	 * twice.
	 */
	private synchronized boolean arrive() {
		boolean first = this.due;
		this.due = false;
		return first;
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
			log(ex);
		}
	}

	private static void log(Throwable failure) {
		try {
			logger.error("A task of the plugin host failed", failure);
		}
		catch (RuntimeException | Error ex) {
			// Whatever logging throws must not keep the next task from being run
		}
	}

}
