package io.pluginhost.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The threads of a host, all of them named daemons: two for the workers' loops, as many
 * as needed for handlers and callbacks, and one for each process, which spawns it. Safe
 * for use by any thread.
 * <p>
 * The loops and one callback thread stay once started, and are started before the first
 * process: what must happen needs no new thread. If no other can be started, tasks wait
 * until one can.
 * <p>
 * Once closed, threads end as soon as they are idle. Loops and callbacks still accept
 * tasks, for which a thread is started: a process may end, and a call be settled, long
 * after the host was closed, and the thread that reports it must neither see an exception
 * nor run callbacks itself.
 *
 * @see "docs/decisions/process-threads.md"
 */
public final class HostThreads implements WorkerThreads, AutoCloseable {

	/**
	 * Default of the maximum number of threads that complete futures and notify
	 * listeners.
	 */
	public static final int CALLBACK_THREADS = 256;

	private static final int LOOPS = 2;

	private final Timekeeper time;

	private final Function<String, ThreadFactory> factories;

	private final FixedThreadPool loops;

	private final ElasticPool callbacks;

	private final Executor handlers;

	/**
	 * Create the executors, whose threads start with their first task.
	 * @param time measures whether tasks block
	 * @param handlers runs host handlers, or {@code null} for platform threads
	 */
	public HostThreads(Timekeeper time, @Nullable Executor handlers) {
		this(time, handlers, CALLBACK_THREADS);
	}

	/**
	 * Create the executors, whose threads start with their first task.
	 * @param time measures whether tasks block
	 * @param handlers runs host handlers, or {@code null} for platform threads
	 * @param callbackThreads the maximum number of threads that complete futures and
	 * notify listeners
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
	 * Return a factory of daemon threads that have the current context class loader,
	 * whichever thread starts them.
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
	 * The JDK starts threads from those that spawn, to wait for processes. They may live
	 * as long as the JVM, and would keep the class loader of an application that has been
	 * closed.
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
	 * Return the number of threads that complete futures and notify listeners.
	 * @return the number, including idle threads
	 */
	public int callbackThreads() {
		return this.callbacks.threads();
	}

	/**
	 * Return the number of tasks that wait for a thread that completes futures and
	 * notifies listeners.
	 * @return the number
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
