package io.pluginhost.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.process.LineQueue;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.ProcessListener;
import io.pluginhost.process.WorkerProcess;

/**
 * A process that is none: its threads are this JVM's. One reads what the host writes, one
 * tells the host what the worker writes, in order, and is held up where the host does not
 * read. Signals end it at once.
 */
final class TestProcess implements WorkerProcess {

	/** No operating system gives such ids. */
	private static final AtomicLong pids = new AtomicLong(10_000_000_000L);

	private static final int HEAD = 4096;

	private final long pid = pids.incrementAndGet();

	private final String name;

	private final long maxLineLength;

	private final LineQueue stdin;

	private final ExecutorService output;

	private final Consumer<byte[]> reader;

	private final Runnable onExit;

	/** What happened before anybody listened. Guarded by this. */
	private final List<Consumer<ProcessListener>> unheard = new ArrayList<>();

	// Guarded by this
	private @Nullable ProcessListener listener;

	// Guarded by this
	private boolean alive = true;

	/**
	 * Create a process.
	 * @param definition whose it is
	 * @param reader takes what the host writes, a line at a time, on one thread
	 * @param onExit is told of its end, on whatever thread has ended it
	 */
	TestProcess(PluginDefinition definition, Consumer<byte[]> reader, Runnable onExit) {
		this.name = definition.id();
		this.maxLineLength = definition.limits().maxMessageSize();
		this.stdin = new LineQueue(definition.limits().maxQueuedBytes());
		this.reader = reader;
		this.onExit = onExit;
		this.output = Executors.newSingleThreadExecutor((work) -> thread("stdout", work));
	}

	@Override
	public long pid() {
		return this.pid;
	}

	@Override
	public LineQueue stdin() {
		return this.stdin;
	}

	@Override
	public void open(ProcessListener listener) {
		synchronized (this) {
			this.listener = listener;
			this.unheard.forEach(this::tell);
			this.unheard.clear();
			if (!this.alive) {
				this.output.shutdown();
			}
		}
		thread("stdin", this::read).start();
	}

	private void read() {
		try {
			List<byte[]> lines = this.stdin.take(HEAD);
			while (!lines.isEmpty()) {
				this.stdin.written();
				lines.forEach(this.reader);
				lines = this.stdin.take(HEAD);
			}
			// Nobody writes any more
			exit(new ProcessExit(0, null));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Write a line to stdout.
	 * @return whether the process was alive to do it
	 */
	synchronized boolean writeLine(String line) {
		if (this.alive) {
			byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
			tell((listener) -> {
				if (bytes.length > this.maxLineLength) {
					listener.oversizedLine(Arrays.copyOf(bytes, Math.min(HEAD, bytes.length)), bytes.length);
				}
				else {
					listener.line(bytes, 0, bytes.length);
				}
			});
		}
		return this.alive;
	}

	/**
	 * Write a line to stderr.
	 */
	synchronized void writeError(String line) {
		if (this.alive) {
			tell((listener) -> listener.stderrLine(line));
		}
	}

	synchronized boolean isAlive() {
		return this.alive;
	}

	@Override
	public void terminate() {
		exit(new ProcessExit(null, "SIGTERM"));
	}

	@Override
	public void kill() {
		exit(new ProcessExit(null, "SIGKILL"));
	}

	/**
	 * End. What has been written is delivered first.
	 */
	void exit(ProcessExit exit) {
		ProcessListener told;
		synchronized (this) {
			if (!this.alive) {
				return;
			}
			this.alive = false;
			told = this.listener;
			tell((listener) -> {
				listener.stdoutClosed();
				listener.exited(exit);
			});
			if (told != null) {
				this.output.shutdown();
			}
		}
		this.stdin.close();
		this.onExit.run();
		if (told != null) {
			told.exiting();
		}
	}

	/**
	 * Guarded by this.
	 */
	private void tell(Consumer<ProcessListener> news) {
		ProcessListener told = this.listener;
		if (told != null) {
			this.output.execute(() -> news.accept(told));
		}
		else {
			this.unheard.add(news);
		}
	}

	private Thread thread(String pipe, Runnable work) {
		Thread thread = new Thread(work, "plugin-" + this.name + "-test-" + pipe);
		thread.setDaemon(true);
		return thread;
	}

}
