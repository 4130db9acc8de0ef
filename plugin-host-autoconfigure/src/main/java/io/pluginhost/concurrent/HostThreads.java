package io.pluginhost.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The threads of a host, all of them daemons with a name: two that turn the workers'
 * loops, as many as needed for what may block, and one for each process, which spawns it.
 * <p>
 * The loops, and one of the threads for callbacks, stay once they have been started, and
 * they are started before the first process: what must happen needs no new thread. Where
 * no other can be started for a while, work waits and goes on as soon as one can.
 * <p>
 * Once closed, threads end as soon as they have nothing to do. Loops and callbacks take
 * work all the same, and have a thread for as long as it lasts: a process may end, and a
 * call be settled, when the host is long gone, and whoever brings such news must not be
 * thrown at, nor run what others do about it.
 *
 * @see "docs/decisions/process-threads.md"
 */
public final class HostThreads implements WorkerThreads, AutoCloseable {

	/** The most threads that complete futures and notify listeners, unless set. */
	public static final int CALLBACK_THREADS = 256;

	private static final int LOOPS = 2;

	private final Timekeeper time;

	private final Function<String, ThreadFactory> factories;

	private final FixedThreadPool loops;

	private final ElasticPool callbacks;

	private final Executor handlers;

	/**
	 * Create the threads; they start with their first work.
	 * @param time tells whether work takes long
	 * @param handlers what runs host handlers, or {@code null} for platform threads
	 */
	public HostThreads(Timekeeper time, @Nullable Executor handlers) {
		this(time, handlers, CALLBACK_THREADS);
	}

	/**
	 * Create the threads; they start with their first work.
	 * @param time tells whether work takes long
	 * @param handlers what runs host handlers, or {@code null} for platform threads
	 * @param callbackThreads the most threads that complete futures and notify listeners
	 */
	public HostThreads(Timekeeper time, @Nullable Executor handlers, int callbackThreads) {
		this(time, handlers, callbackThreads, HostThreads::daemons);
	}

	HostThreads(Timekeeper time, @Nullable Executor handlers, int callbackThreads,
			Function<String, ThreadFactory> factories) {
		this.time = time;
		this.factories = factories;
		this.loops = new FixedThreadPool("workers' loops", LOOPS, time, factories.apply("plugin-host-loop"));
		this.callbacks = new ElasticPool("futures and listeners", time, factories.apply("plugin-host-callback"),
				new ElasticPool.Bound(callbackThreads, "plugin-host.callback-threads"));
		this.handlers = (handlers != null) ? handlers
				: new ElasticPool("host handlers", time, factories.apply("plugin-host-handler"), null);
	}

	/**
	 * Threads that see the application's classes, whoever happens to start them.
	 */
	static ThreadFactory daemons(String name) {
		AtomicInteger count = new AtomicInteger();
		ClassLoader application = Thread.currentThread().getContextClassLoader();
		return (task) -> {
			Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
			thread.setDaemon(true);
			thread.setContextClassLoader(application);
			return thread;
		};
	}

	@Override
	public Executor loop(String pluginId) {
		return new SerialExecutor(this.loops, this.time);
	}

	/**
	 * What the JDK starts from the threads that spawn, to wait for processes, may live as
	 * long as the JVM, and inherits what would hold an application that is no longer
	 * there.
	 */
	@Override
	public Executor spawner(String pluginId) {
		ThreadFactory spawners = this.factories.apply("plugin-" + pluginId + "-spawn");
		return (task) -> {
			this.callbacks.start();
			Thread thread = spawners.newThread(task);
			thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
			thread.start();
		};
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
	 * Return how many threads complete futures and notify listeners at the moment.
	 * @return the number, idle ones included
	 */
	public int callbackThreads() {
		return this.callbacks.threads();
	}

	/**
	 * Return how much waits for a thread that completes futures and notifies listeners.
	 * @return the number of tasks
	 */
	public int waitingCallbacks() {
		return this.callbacks.waiting();
	}

	@Override
	public void close() {
		this.loops.close();
		this.callbacks.close();
		if (this.handlers instanceof ElasticPool own) {
			own.shutdown();
		}
	}

}
