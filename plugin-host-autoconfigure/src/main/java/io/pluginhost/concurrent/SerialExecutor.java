package io.pluginhost.concurrent;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task at a time, in order, on the threads of another executor. Exceptions of a
 * task are logged and do not affect the next. Accepts every task: if the other executor
 * throws, whether or not it has accepted the task, another attempt is made until it
 * succeeds. Guarded by itself.
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

	// Guarded by this: whether a thread has been requested that has not arrived yet
	private boolean due;

	/** Owned by the running thread: the tasks it has taken together. */
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
		submit();
	}

	private void submit() {
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
		submit();
	}

	private void work() {
		if (!isRequested()) {
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
		// Other work needs the thread too
		synchronized (this) {
			this.due = true;
		}
		submit();
	}

	/**
	 * Return whether this thread is the requested one. It is not if a request that has
	 * failed was nevertheless accepted.
	 */
	private synchronized boolean isRequested() {
		boolean first = this.due;
		this.due = false;
		return first;
	}

	/**
	 * Take all waiting tasks.
	 * @return the first, or {@code null} if there are none
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
			// A failure to log must not keep the next task from running
		}
	}

}
