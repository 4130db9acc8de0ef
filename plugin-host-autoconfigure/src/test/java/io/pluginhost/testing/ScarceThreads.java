package io.pluginhost.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A thread factory whose threads cannot be started for a while: {@code start()} throws
 * what the JDK throws where the operating system has none left. Safe for use by several
 * threads.
 */
public final class ScarceThreads {

	private static final Predicate<String> NONE = (name) -> false;

	private final List<Thread> created = new CopyOnWriteArrayList<>();

	private final AtomicInteger refused = new AtomicInteger();

	private volatile Predicate<String> exhausted = NONE;

	/**
	 * Return a factory of daemon threads.
	 * @param name how their names begin
	 */
	public ThreadFactory factory(String name) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new ScarceThread(task, name + "-" + count.incrementAndGet());
			// The pools of newer JDKs start threads by another way than start()
			refuseIfExhausted(thread);
			thread.setDaemon(true);
			this.created.add(thread);
			return thread;
		};
	}

	/**
	 * From now on no thread can be started.
	 */
	public void exhaust() {
		this.exhausted = (name) -> true;
	}

	/**
	 * From now on no thread can be started whose name begins so.
	 */
	public void exhaust(String prefix) {
		this.exhausted = (name) -> name.startsWith(prefix);
	}

	/**
	 * From now on threads can be started.
	 */
	public void replenish() {
		this.exhausted = NONE;
	}

	/**
	 * Return the threads that have been started, the oldest first.
	 */
	public List<Thread> started() {
		return this.created.stream().filter((thread) -> thread.getState() != Thread.State.NEW).toList();
	}

	private void refuseIfExhausted(Thread thread) {
		if (this.exhausted.test(thread.getName())) {
			this.refused.incrementAndGet();
			throw noThread();
		}
	}

	/**
	 * Return how many times a thread could not be started.
	 */
	public int refused() {
		return this.refused.get();
	}

	/**
	 * Create what the JDK throws where no thread can be started.
	 */
	public static OutOfMemoryError noThread() {
		return new OutOfMemoryError(
				"unable to create native thread: possibly out of memory or process/resource limits reached");
	}

	private final class ScarceThread extends Thread {

		ScarceThread(Runnable task, String name) {
			super(task, name);
		}

		@Override
		public synchronized void start() {
			refuseIfExhausted(this);
			super.start();
		}

	}

}
