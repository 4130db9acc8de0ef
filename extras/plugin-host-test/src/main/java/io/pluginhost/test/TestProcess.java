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
 * A simulated process with threads of this JVM: one reads the lines of the host, one
 * delivers the worker's lines to the host in order, and blocks while the host does not
 * read. Signals end it at once.
 */
final class TestProcess implements WorkerProcess {

	/** Higher than any process id of an operating system. */
	private static final AtomicLong pids = new AtomicLong(10_000_000_000L);

	private static final int HEAD = 4096;

	private final long pid = pids.incrementAndGet();

	private final String name;

	private final long maxLineLength;

	private final LineQueue stdin;

	private final ExecutorService output;

	private final Consumer<byte[]> reader;

	private final Runnable onExit;

	/** Notifications before there was a listener. Guarded by this. */
	private final List<Consumer<ProcessListener>> pending = new ArrayList<>();

	// Guarded by this
	private @Nullable ProcessListener listener;

	// Guarded by this
	private boolean alive = true;

	/**
	 * Create a process.
	 * @param definition the plugin
	 * @param reader receives the lines of the host, on one thread
	 * @param onExit invoked at its end, on the thread that has ended it
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
			this.pending.forEach(this::notifyListener);
			this.pending.clear();
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
			// The host writes no more lines
			exit(new ProcessExit(0, null));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Write a line to stdout.
	 * @return whether the process was alive
	 */
	synchronized boolean writeLine(String line) {
		if (this.alive) {
			byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
			notifyListener((listener) -> {
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
			notifyListener((listener) -> listener.stderrLine(line));
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
	 * End the process. Lines already written are delivered first.
	 */
	void exit(ProcessExit exit) {
		ProcessListener current;
		synchronized (this) {
			if (!this.alive) {
				return;
			}
			this.alive = false;
			current = this.listener;
			notifyListener((listener) -> {
				listener.stdoutClosed();
				listener.exited(exit);
			});
			if (current != null) {
				this.output.shutdown();
			}
		}
		this.stdin.close();
		this.onExit.run();
		if (current != null) {
			current.exiting();
		}
	}

	/**
	 * Guarded by this.
	 */
	private void notifyListener(Consumer<ProcessListener> news) {
		ProcessListener current = this.listener;
		if (current != null) {
			this.output.execute(() -> news.accept(current));
		}
		else {
			this.pending.add(news);
		}
	}

	private Thread thread(String pipe, Runnable work) {
		Thread thread = new Thread(work, "plugin-" + this.name + "-test-" + pipe);
		thread.setDaemon(true);
		return thread;
	}

}
