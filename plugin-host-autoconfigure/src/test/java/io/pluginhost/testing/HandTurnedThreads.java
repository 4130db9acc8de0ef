package io.pluginhost.testing;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.pluginhost.concurrent.SerialExecutor;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.concurrent.WorkerThreads;

/**
 * No threads at all: what they would do is done when a test says so, in the order it came
 * in. What a test holds up stays undone.
 */
public final class HandTurnedThreads implements WorkerThreads {

	final Timekeeper time;

	public final Held loop = new Held();

	public final Held spawner = new Held();

	public final Held handlers = new Held();

	public final Held callbacks = new Held();

	/** What happens before a loop takes something: whatever another thread could do. */
	public Runnable beforeLoopTakes = () -> {
	};

	public HandTurnedThreads(Timekeeper time) {
		this.time = time;
	}

	@Override
	public Executor loop(String pluginId) {
		Executor serial = new SerialExecutor(this.loop, this.time);
		return (task) -> {
			this.beforeLoopTakes.run();
			serial.execute(task);
		};
	}

	@Override
	public Executor spawner(String pluginId) {
		return this.spawner;
	}

	@Override
	public Executor handlers() {
		return this.handlers;
	}

	@Override
	public Executor callbacks() {
		return this.callbacks;
	}

	/**
	 * Do everything there is to do, and what follows from it.
	 * @return whether there was anything
	 */
	public boolean turn() {
		boolean any = false;
		while (this.loop.doNext() || this.spawner.doNext() || this.handlers.doNext() || this.callbacks.doNext()) {
			any = true;
		}
		return any;
	}

	/**
	 * Do one thing of those there are to do.
	 */
	public void step(Random random) {
		List<Held> threads = List.of(this.loop, this.spawner, this.handlers, this.callbacks);
		threads.get(random.nextInt(threads.size())).doNext();
	}

	/**
	 * Work that waits.
	 */
	public static final class Held implements Executor {

		private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

		private boolean held;

		private boolean closed;

		private boolean inline;

		private boolean exhausted;

		private boolean exhaustedOnceTaken;

		@Override
		public void execute(Runnable task) {
			if (this.closed) {
				throw new RejectedExecutionException("Closed");
			}
			if (this.exhausted) {
				throw ScarceThreads.noThread();
			}
			if (this.exhaustedOnceTaken) {
				this.tasks.add(task);
				throw ScarceThreads.noThread();
			}
			if (this.inline) {
				task.run();
				return;
			}
			this.tasks.add(task);
		}

		/**
		 * From now on do everything at once, as a thread would that is much faster.
		 */
		public void inline() {
			this.inline = true;
		}

		/**
		 * From now on throw what an executor throws that cannot start a thread.
		 */
		public void exhaust() {
			this.exhausted = true;
		}

		/**
		 * From now on take the work, and then throw what an executor throws that cannot
		 * start a thread.
		 */
		public void exhaustOnceTaken() {
			this.exhaustedOnceTaken = true;
		}

		/**
		 * From now on take work again.
		 */
		public void replenish() {
			this.exhausted = false;
			this.exhaustedOnceTaken = false;
		}

		public void hold() {
			this.held = true;
		}

		public void release() {
			this.held = false;
		}

		public void close() {
			this.closed = true;
		}

		public void doSome(int count) {
			for (int i = 0; i < count; i++) {
				doNext();
			}
		}

		public int waiting() {
			return this.tasks.size();
		}

		private boolean doNext() {
			Runnable task = this.held ? null : this.tasks.poll();
			if (task == null) {
				return false;
			}
			task.run();
			return true;
		}

	}

}
