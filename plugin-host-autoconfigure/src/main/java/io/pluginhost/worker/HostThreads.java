package io.pluginhost.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.pluginhost.rpc.Timekeeper;

/**
 * The threads of a host, all of them daemons with a name: two that turn the workers'
 * loops, as many as needed for what may block, and one for each process, which spawns it.
 * <p>
 * Once closed, threads end as soon as they have nothing to do. Loops and callbacks take
 * work all the same, and have a thread for as long as it lasts: a process may end, and a
 * call be settled, when the host is long gone, and whoever brings such news must not be
 * thrown at, nor run what others do about it.
 */
public final class HostThreads implements WorkerThreads, AutoCloseable {

	private static final int LOOPS = 2;

	private final ThreadPoolExecutor loops;

	private final ElasticPool callbacks;

	private final Executor handlers;

	/**
	 * Create the threads; they start with their first work.
	 * @param time tells whether work takes long
	 * @param handlers what runs host handlers, or {@code null} for platform threads
	 */
	public HostThreads(Timekeeper time, @Nullable Executor handlers) {
		this.loops = new ThreadPoolExecutor(LOOPS, LOOPS, 1, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(),
				daemons("plugin-host-loop"));
		this.callbacks = new ElasticPool(time, daemons("plugin-host-callback"));
		this.handlers = (handlers != null) ? handlers : new ElasticPool(time, daemons("plugin-host-handler"));
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
		return new SerialExecutor(this.loops);
	}

	@Override
	public Executor spawner(String pluginId) {
		ThreadFactory spawners = spawning(pluginId);
		return (task) -> spawners.newThread(task).start();
	}

	/**
	 * What the JDK starts from here, to wait for processes and to keep time, may live as
	 * long as the JVM, and inherits what would hold an application that is not there any
	 * more.
	 */
	private static ThreadFactory spawning(String pluginId) {
		ThreadFactory daemons = daemons("plugin-" + pluginId + "-spawn");
		return (work) -> {
			Thread thread = daemons.newThread(() -> {
				startTimer();
				work.run();
			});
			thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
			return thread;
		};
	}

	private static void startTimer() {
		CompletableFuture.delayedExecutor(0, TimeUnit.NANOSECONDS, Runnable::run).execute(() -> {
		});
	}

	@Override
	public Executor handlers() {
		return this.handlers;
	}

	@Override
	public Executor callbacks() {
		return this.callbacks;
	}

	@Override
	public void close() {
		this.loops.allowCoreThreadTimeOut(true);
		this.callbacks.close();
		if (this.handlers instanceof ElasticPool own) {
			own.shutdown();
		}
	}

}
