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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of this machine.
 * <p>
 * Platform daemon threads named after the plugin belong to it: the reader of stdout, the
 * one that has started it and then reads stderr, both of which the pipes block, and now
 * and then a writer of stdin, which a full pipe may block, and which ends when nothing
 * has come for a second. All end with the pipes, but the one that has started it no
 * sooner than the process, which would end with it. Others write to stdin only what it is
 * sure to take at once.
 */
final class LocalProcess implements WorkerProcess {

	private static final Logger logger = LoggerFactory.getLogger(LocalProcess.class);

	/** How long after the exit others may keep the pipes open. */
	private static final long PIPES_GRACE_MILLIS = 250;

	/** How long a writer waits for more. A new one costs less than what it waits. */
	private static final long PATIENCE_MILLIS = 1000;

	private static final int MAX_STDERR_LINE = 64 * 1024;

	private static final int WRITE_SIZE = 64 * 1024;

	/**
	 * How much is given to the pipe at once, so that it can be seen that a worker reads,
	 * though slowly. The kernel frees no less than a page of 4 KiB at a time either.
	 */
	private static final int CHUNK = 8 * 1024;

	private static final boolean LINUX = System.getProperty("os.name", "").startsWith("Linux");

	private final Process process;

	private final Launch launch;

	private final boolean unix;

	private final LineQueue stdin;

	private final CompletableFuture<ProcessListener> opened = new CompletableFuture<>();

	private final CompletableFuture<Void> stdoutEnd = new CompletableFuture<>();

	private final CompletableFuture<Void> stderrEnd = new CompletableFuture<>();

	private final LeftoverGuard guard;

	private final ProcessTree tree;

	LocalProcess(Process process, Launch launch, boolean unix, LeftoverGuard guard, ProcessTree tree) {
		this.process = process;
		this.guard = guard;
		this.tree = tree;
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
		thread("stdout", () -> {
			try {
				read(this.process.getInputStream(), this.launch.maxLineLength(), stdoutSink(listener));
				listener.stdoutClosed();
			}
			finally {
				this.stdoutEnd.complete(null);
			}
		});
		this.opened.complete(listener);
		Stdin pipe = new Stdin(listener);
		// Elsewhere it is not known how much a pipe takes
		if (LINUX) {
			this.stdin.writeDirectlyTo(pipe);
		}
		this.stdin.attendBy(() -> startWriter(pipe));
		awaitExit(listener);
	}

	@Override
	public void attend() {
		ProcessListener listener = this.opened.join();
		Thread.currentThread().setName(threadName("stderr"));
		try {
			read(this.process.getErrorStream(), MAX_STDERR_LINE, stderrSink(listener));
		}
		finally {
			this.stderrEnd.complete(null);
		}
		this.process.onExit().join();
	}

	private void startWriter(Stdin pipe) {
		try {
			thread("stdin", () -> write(pipe));
		}
		catch (OutOfMemoryError ex) {
			// No thread is to be had: what waits is written with what comes next
			this.stdin.writerLeft();
			logger.error("No thread can be started to write to plugin '{}'", this.launch.name(), ex);
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
			public void line(byte[] line, int length) {
				accept(new String(line, 0, length, StandardCharsets.UTF_8));
			}

			@Override
			public void oversizedLine(byte[] head, long length) {
				accept(new String(head, StandardCharsets.UTF_8) + "… (%d bytes)".formatted(length));
			}

			private void accept(String text) {
				listener.stderrLine(text);
			}

		};
	}

	/**
	 * The exit is told when both pipes are at their end, so that everything the process
	 * wrote has been delivered before; or a little later, if a child of it keeps one
	 * open. Only then what is left of its children is ended: until then they may have had
	 * something to say, and a wrapper's worker something to finish.
	 */
	private void awaitExit(ProcessListener listener) {
		AtomicBoolean told = new AtomicBoolean();
		this.process.onExit().thenAccept((exited) -> {
			this.stdin.close();
			listener.exiting();
			CompletableFuture.allOf(this.stdoutEnd, this.stderrEnd)
				.completeOnTimeout(null, PIPES_GRACE_MILLIS, TimeUnit.MILLISECONDS)
				.thenRun(() -> {
					if (told.compareAndSet(false, true)) {
						this.guard.endLeftovers(this.tree);
						listener.exited(ProcessExit.of(exited.exitValue(), this.unix));
					}
				});
		});
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
	public void terminate() {
		this.guard.terminate(this.tree);
	}

	@Override
	public void kill() {
		this.guard.kill(this.tree);
	}

	private void read(InputStream stream, long maxLength, LineReader.Sink sink) {
		try (stream) {
			new LineReader(stream, maxLength, sink).readAll();
		}
		catch (IOException ex) {
			logger.debug("A pipe of plugin '{}' broke", this.launch.name(), ex);
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
		}
		catch (IOException ex) {
			if (this.stdin.close()) {
				pipe.broken(ex);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void thread(String pipe, Runnable work) {
		Thread thread = new Thread(work, threadName(pipe));
		thread.setDaemon(true);
		thread.start();
	}

	private String threadName(String pipe) {
		return "plugin-" + this.launch.name() + "-" + pipe;
	}

	/**
	 * The pipe to the process's stdin. Written to by one thread at a time, as the queue
	 * tells.
	 */
	private final class Stdin implements LineQueue.Pipe {

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

		@Override
		public void broken(IOException reason) {
			logger.debug("Plugin '{}' does not take messages any more", LocalProcess.this.launch.name(), reason);
			this.listener.stdinClosed();
		}

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
