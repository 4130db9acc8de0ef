package io.pluginhost.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.NamedThreads;
import io.pluginhost.concurrent.PreparedThread;
import io.pluginhost.process.tree.ExitWatch;
import io.pluginhost.process.tree.LeftoverGuard;
import io.pluginhost.process.tree.ProcessTree;

/**
 * A process of this machine.
 * <p>
 * Platform daemon threads named after the plugin belong to it: the reader of stdout, the
 * one that has started it and then reads stderr, both of which the pipes block, and now
 * and then a writer of stdin, which a full pipe may block, and which ends when nothing
 * has come for a second. All end with the pipes, but the one that has started it no
 * sooner than the process, which would end with it. Only callers write to stdin beside
 * the writer, and only what the pipe is sure to take at once.
 * <p>
 * The first two are there before the process is, and see its end by themselves. Where
 * that does not tell of the exit, as a child of the process keeps a pipe open or a thread
 * was lost, the {@link ExitWatch} does.
 */
final class LocalProcess implements WorkerProcess {

	private static final Logger logger = LoggerFactory.getLogger(LocalProcess.class);

	/** How long after the exit others may keep the pipes open. */
	private static final long PIPES_GRACE_MILLIS = 250;

	/** How long after SIGKILL it is no wonder that the process is still there. */
	private static final long KILL_MILLIS = 500;

	private static final int MAX_STDERR_LINE = 64 * 1024;

	/** How often a tree without a stdout must be found alive before it is left over. */
	private static final int SILENT_LOOKS = 3;

	private final Process process;

	private final PluginDefinition definition;

	private final boolean unix;

	private final LineQueue stdin;

	private final CompletableFuture<ProcessListener> opened = new CompletableFuture<>();

	private final LeftoverGuard guard;

	private final ProcessTree tree;

	private final PreparedThread stdoutReader;

	private final NamedThreads threads;

	private volatile boolean stdoutEnded;

	private volatile boolean stderrEnded;

	/** Whether the pipes have had as long as they may after the exit. */
	private volatile boolean pipesOverdue;

	// Guarded by this: whether the listener knows that the process has exited
	private boolean exiting;

	private final AtomicBoolean exitTold = new AtomicBoolean();

	private volatile Kill kill = Kill.NONE;

	private volatile boolean stopping;

	private volatile boolean shutdownConfirmed;

	private final AtomicBoolean treeAwaited = new AtomicBoolean();

	/**
	 * Completes when nothing is left of a tree that is being stopped, or can be ended.
	 */
	private final CompletableFuture<Boolean> treeEnd = new CompletableFuture<>();

	/** The reaper's thread's: how often the tree was found alive without a stdout. */
	private int silentLooks;

	LocalProcess(Process process, PluginDefinition definition, boolean unix, LeftoverGuard guard, ProcessTree tree,
			PreparedThread stdoutReader, NamedThreads threads) {
		this.process = process;
		this.guard = guard;
		this.tree = tree;
		this.stdoutReader = stdoutReader;
		this.threads = threads;
		this.definition = definition;
		this.unix = unix;
		this.stdin = new LineQueue(definition.limits().maxQueuedBytes());
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public LineQueue stdin() {
		return this.stdin;
	}

	@Override
	public void open(ProcessListener listener) {
		this.stdoutReader.begin(() -> readStdout(listener));
		this.opened.complete(listener);
		new StdinWriter(this.definition.id(), this.stdin, this.process.getOutputStream(), listener, this.guard.exits(),
				this.threads)
			.attend();
		this.guard.exits().add(this::lookForExit);
	}

	private void readStdout(ProcessListener listener) {
		try {
			read("stdout", this.process.getInputStream(), this.definition.limits().maxMessageSize(),
					stdoutSink(listener), listener);
		}
		finally {
			listener.allTaken();
			listener.stdoutClosed();
			this.stdoutEnded = true;
			lookForExit();
		}
	}

	@Override
	public void attend() {
		ProcessListener listener = this.opened.join();
		Thread.currentThread().setName(threadName("stderr"));
		try {
			read("stderr", this.process.getErrorStream(), MAX_STDERR_LINE, stderrSink(listener), listener);
		}
		finally {
			this.stderrEnded = true;
			awaitExit();
			lookForExit();
		}
	}

	/**
	 * Wait on a thread that is there anyway: the JDK's own way to tell of an exit starts
	 * another.
	 */
	private void awaitExit() {
		while (this.process.isAlive()) {
			try {
				this.process.waitFor();
			}
			catch (InterruptedException ex) {
				logger.debug("Nobody has a reason to interrupt this thread", ex);
			}
		}
	}

	private LineReader.Sink stdoutSink(ProcessListener listener) {
		return new LineReader.Sink() {

			@Override
			public void begin() {
				listener.arrived();
			}

			@Override
			public void end() {
				listener.allTaken();
			}

			@Override
			public void part(byte[] chunk, int from, int length) {
				listener.part(chunk, from, length);
			}

			@Override
			public void line(byte[] line, int length) {
				listener.line(line, 0, length);
			}

			@Override
			public void oversizedLine(byte[] head, long length) {
				listener.oversizedLine(head, length);
			}

		};
	}

	private LineReader.Sink stderrSink(ProcessListener listener) {
		return new LineReader.Sink() {

			@Override
			public void part(byte[] chunk, int from, int length) {
				listener.stderrPart(chunk, from, length);
			}

			@Override
			public void line(byte[] line, int length) {
				listener.stderrLine(new String(line, 0, length, StandardCharsets.UTF_8));
			}

			@Override
			public void oversizedLine(byte[] head, long length) {
				listener.longStderrLine(new String(head, StandardCharsets.UTF_8), length);
			}

		};
	}

	/**
	 * Tell of the exit when both pipes are at their end, so that everything the process
	 * wrote has been delivered before; or a little later, if a child of it keeps one
	 * open. Only then what is left of its children is ended: until then they may have had
	 * something to say. While it is being stopped, a wrapper may have exited before the
	 * worker behind it: the exit is told, and the pipes stay open, once all have ended,
	 * by themselves or by the signals of the stop.
	 * @return whether the exit has been told
	 */
	private boolean lookForExit() {
		ProcessListener listener = this.opened.getNow(null);
		if (listener == null || this.process.isAlive()) {
			return false;
		}
		if (this.stopping && !isTreeGone(listener)) {
			return false;
		}
		beginExit(listener);
		boolean due = this.pipesOverdue || (this.stdoutEnded && this.stderrEnded);
		if (due && this.exitTold.compareAndSet(false, true)) {
			if (!this.treeEnd.getNow(false)) {
				this.guard.endLeftovers(this.tree);
			}
			listener.exited(ProcessExit.of(this.process.exitValue(), this.unix));
		}
		return due;
	}

	private boolean isTreeGone(ProcessListener listener) {
		if (this.treeAwaited.compareAndSet(false, true)) {
			this.guard.awaitEnd(this.tree, () -> foundAlive(listener)).thenAccept(this::treeEnded);
		}
		return this.treeEnd.isDone();
	}

	/**
	 * Something of the tree is alive, looked at again and again. One that is about to be
	 * gone has closed its pipes a moment before. Where the first process has confirmed
	 * its shutdown, what is left of it is no worker behind a wrapper.
	 */
	private void foundAlive(ProcessListener listener) {
		if (this.stdoutEnded || this.shutdownConfirmed) {
			this.silentLooks++;
			if (this.silentLooks == SILENT_LOOKS) {
				listener.orphaned();
			}
		}
	}

	private void treeEnded(boolean gone) {
		this.treeEnd.complete(gone);
		lookForExit();
	}

	/**
	 * What is told once stays in its order, whatever threads look for it.
	 */
	private synchronized void beginExit(ProcessListener listener) {
		if (!this.exiting) {
			this.exiting = true;
			this.stdin.close();
			listener.exiting();
			this.guard.exits().after(PIPES_GRACE_MILLIS - ExitWatch.LOOK_MILLIS, () -> {
				this.pipesOverdue = true;
				lookForExit();
			});
		}
	}

	@Override
	public boolean isGone() {
		lookForExit();
		return !this.process.isAlive() && (!this.stopping || this.treeEnd.isDone());
	}

	@Override
	public boolean isKillUnderway() {
		return this.kill == Kill.UNDERWAY;
	}

	@Override
	public CompletableFuture<OptionalLong> residentMemory() {
		return this.guard.residentMemory(this.tree);
	}

	@Override
	public CompletableFuture<Optional<Duration>> processorTime() {
		return this.guard.processorTime(this.tree);
	}

	@Override
	public CompletableFuture<Boolean> dumpThreads() {
		return this.guard.dumpThreads(this.tree);
	}

	@Override
	public void stopping() {
		this.stopping = true;
	}

	@Override
	public void shutdownConfirmed() {
		this.shutdownConfirmed = true;
	}

	@Override
	public void terminate() {
		this.guard.terminate(this.tree);
	}

	@Override
	public void kill() {
		if (this.kill == Kill.NONE) {
			this.kill = Kill.UNDERWAY;
		}
		this.guard.kill(this.tree, () -> this.guard.exits().after(KILL_MILLIS, () -> this.kill = Kill.DONE))
			.thenAccept((gone) -> {
				// What survives of the rest is not waited for
				if (!gone && !this.process.isAlive()) {
					treeEnded(false);
				}
			});
	}

	/**
	 * Read a pipe to its end. At the exit of a process the JDK closes its pipes, whoever
	 * else has them, as soon as it gets hold of the stream: not before the end. If
	 * reading fails, whatever the reason, the process is of no more use.
	 */
	private void read(String pipe, InputStream stream, long maxLength, LineReader.Sink sink, ProcessListener listener) {
		try (stream) {
			synchronized (stream) {
				new LineReader(stream, maxLength, sink).readAll();
			}
		}
		catch (IOException ex) {
			logger.debug("A pipe of plugin '{}' broke", this.definition.id(), ex);
		}
		catch (RuntimeException | Error ex) {
			readingFailed(pipe, ex, listener);
		}
	}

	private void readingFailed(String pipe, Throwable reason, ProcessListener listener) {
		try {
			logger.error("The {} of plugin '{}' can no longer be read", pipe, this.definition.id(), reason);
			listener.readingFailed(new IOException("its %s can no longer be read: %s".formatted(pipe, reason), reason));
		}
		catch (RuntimeException | Error ex) {
			// Without memory even to say so: its exit will be told
			this.process.destroyForcibly();
		}
	}

	private String threadName(String pipe) {
		return threadName(this.definition.id(), pipe);
	}

	static String threadName(String pluginId, String pipe) {
		return "plugin-" + pluginId + "-" + pipe;
	}

	private enum Kill {

		/** Nobody has asked for it. */
		NONE,

		/** Asked for, and not sent, or only a moment ago. */
		UNDERWAY,

		/** Sent, and the process should be gone. */
		DONE

	}

}
