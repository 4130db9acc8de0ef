package io.pluginhost.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.concurrent.NamedThreads;
import io.pluginhost.concurrent.NoThreadException;
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

	/** How long after a thread could not be started another attempt is made. */
	private static final long RETRY_MILLIS = 100;

	/** How long a writer waits for more. A new one costs less than what it waits. */
	private static final long PATIENCE_MILLIS = 1000;

	private static final int MAX_STDERR_LINE = 64 * 1024;

	private static final int WRITE_SIZE = 64 * 1024;

	/**
	 * How much is given to the pipe at once, so that it can be seen that a worker reads,
	 * though slowly. The kernel frees no less than a page of 4 KiB at a time either.
	 */
	private static final int CHUNK = 8 * 1024;

	/** How often a tree without a stdout must be found alive before it is left over. */
	private static final int SILENT_LOOKS = 3;

	private static final boolean LINUX = System.getProperty("os.name", "").startsWith("Linux");

	private final Process process;

	private final Launch launch;

	private final boolean unix;

	private final LineQueue stdin;

	/** Whether the last attempt to start a writer has failed. */
	private final AtomicBoolean withoutWriter = new AtomicBoolean();

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

	LocalProcess(Process process, Launch launch, boolean unix, LeftoverGuard guard, ProcessTree tree,
			PreparedThread stdoutReader, NamedThreads threads) {
		this.process = process;
		this.guard = guard;
		this.tree = tree;
		this.stdoutReader = stdoutReader;
		this.threads = threads;
		this.launch = launch;
		this.unix = unix;
		this.stdin = new LineQueue(launch.maxQueuedBytes());
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
		Stdin pipe = new Stdin(listener);
		// Elsewhere it is not known how much a pipe takes
		if (LINUX) {
			this.stdin.credit().writeTo(pipe);
		}
		this.stdin.attendBy(() -> startWriter(pipe));
		this.guard.exits().add(this::lookForExit);
	}

	private void readStdout(ProcessListener listener) {
		try {
			read("stdout", this.process.getInputStream(), this.launch.maxLineLength(), stdoutSink(listener), listener);
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

	private void startWriter(Stdin pipe) {
		try {
			thread("stdin", () -> write(pipe));
			this.withoutWriter.set(false);
		}
		catch (OutOfMemoryError ex) {
			this.stdin.writerLeft();
			if (this.withoutWriter.compareAndSet(false, true)) {
				logger.warn("Messages to plugin '{}' wait: {}", this.launch.name(), NoThreadException.MESSAGE, ex);
			}
			this.guard.exits().after(RETRY_MILLIS, this.stdin::seeToWaiting);
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
			logger.debug("A pipe of plugin '{}' broke", this.launch.name(), ex);
		}
		catch (RuntimeException | Error ex) {
			readingFailed(pipe, ex, listener);
		}
	}

	private void readingFailed(String pipe, Throwable reason, ProcessListener listener) {
		try {
			logger.error("The {} of plugin '{}' can no longer be read", pipe, this.launch.name(), reason);
			listener.readingFailed(new IOException("its %s can no longer be read: %s".formatted(pipe, reason), reason));
		}
		catch (RuntimeException | Error ex) {
			// Without memory even to say so: its exit will be told
			this.process.destroyForcibly();
		}
	}

	private void write(Stdin pipe) {
		try {
			Batch batch = new Batch();
			List<byte[]> lines = this.stdin.takeOrLeave(WRITE_SIZE, PATIENCE_MILLIS);
			while (!lines.isEmpty()) {
				if (lines.size() == 1) {
					pipe.write(lines.get(0), lines.get(0).length);
				}
				else {
					batch.reset();
					lines.forEach(batch::writeBytes);
					pipe.write(batch.array(), batch.size());
				}
				this.stdin.written();
				lines = this.stdin.takeOrLeave(WRITE_SIZE, PATIENCE_MILLIS);
			}
			if (this.stdin.isAtEnd()) {
				pipe.close();
			}
		}
		catch (IOException ex) {
			this.stdin.credit().giveUp(pipe, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.stdin.credit().giveUp(pipe, new IOException(ex));
		}
		catch (RuntimeException | Error ex) {
			// Nothing knows how much of a line the pipe has taken
			this.stdin.credit().giveUp(pipe, new IOException(ex));
			throw ex;
		}
	}

	private void thread(String pipe, Runnable work) {
		this.threads.newThread(threadName(pipe), work).start();
	}

	private String threadName(String pipe) {
		return threadName(this.launch.name(), pipe);
	}

	static String threadName(String pluginId, String pipe) {
		return "plugin-" + pluginId + "-" + pipe;
	}

	/**
	 * The pipe to the process's stdin. Written to by one thread at a time, as the queue
	 * tells.
	 */
	private final class Stdin implements StdinPipe {

		private final OutputStream stream = LocalProcess.this.process.getOutputStream();

		private final ProcessListener listener;

		Stdin(ProcessListener listener) {
			this.listener = listener;
		}

		@Override
		public void write(byte[] bytes, int length) throws IOException {
			for (int start = 0; start < length; start += CHUNK) {
				this.stream.write(bytes, start, Math.min(CHUNK, length - start));
				this.stream.flush();
				LocalProcess.this.stdin.progressed();
			}
		}

		void close() throws IOException {
			this.stream.close();
		}

		@Override
		public void broken(IOException reason) {
			logger.debug("Plugin '{}' does not take messages any more", LocalProcess.this.launch.name(), reason);
			this.listener.stdinClosed();
		}

	}

	private enum Kill {

		/** Nobody has asked for it. */
		NONE,

		/** Asked for, and not sent, or only a moment ago. */
		UNDERWAY,

		/** Sent, and the process should be gone. */
		DONE

	}

	/**
	 * Lines to be written as one, without a copy of them.
	 */
	private static final class Batch extends ByteArrayOutputStream {

		byte[] array() {
			return this.buf;
		}

	}

}
