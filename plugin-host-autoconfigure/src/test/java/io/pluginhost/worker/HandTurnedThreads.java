package io.pluginhost.worker;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.pluginhost.rpc.Timekeeper;
import io.pluginhost.testing.ScarceThreads;

/**
 * No threads at all: what they would do is done when a test says so, in the order it came
 * in. What a test holds up stays undone.
 */
final class HandTurnedThreads implements WorkerThreads {

	final Timekeeper time;

	final Held loop = new Held();

	final Held spawner = new Held();

	final Held handlers = new Held();

	final Held callbacks = new Held();

	/** What happens before a loop takes something: whatever another thread could do. */
	Runnable beforeLoopTakes = () -> {
	};

	HandTurnedThreads(Timekeeper time) {
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
	boolean turn() {
		boolean any = false;
		while (this.loop.doNext() || this.spawner.doNext() || this.handlers.doNext() || this.callbacks.doNext()) {
			any = true;
		}
		return any;
	}

	/**
	 * Do one thing of those there are to do.
	 */
	void step(Random random) {
		List<Held> threads = List.of(this.loop, this.spawner, this.handlers, this.callbacks);
		threads.get(random.nextInt(threads.size())).doNext();
	}

	/**
	 * Work that waits.
	 */
	static final class Held implements Executor {

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
		void inline() {
			this.inline = true;
		}

		/**
		 * From now on throw what an executor throws that cannot start a thread.
		 */
		void exhaust() {
			this.exhausted = true;
		}

		/**
		 * From now on take the work, and then throw what an executor throws that cannot
		 * start a thread.
		 */
		void exhaustOnceTaken() {
			this.exhaustedOnceTaken = true;
		}

		/**
		 * From now on take work again.
		 */
		void replenish() {
			this.exhausted = false;
			this.exhaustedOnceTaken = false;
		}

		void hold() {
			this.held = true;
		}

		void release() {
			this.held = false;
		}

		void close() {
			this.closed = true;
		}

		void doSome(int count) {
			for (int i = 0; i < count; i++) {
				doNext();
			}
		}

		int waiting() {
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
