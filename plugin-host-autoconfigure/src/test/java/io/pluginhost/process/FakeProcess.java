package io.pluginhost.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A process that exists only as far as its host can tell: takes lines, writes lines, and
 * ends when a test says so. {@code LocalProcessContractTests} and
 * {@code FakeProcessContractTests} hold it and a real one to the same promises.
 */
public final class FakeProcess implements WorkerProcess {

	private final long pid;

	private final long maxLineLength;

	private final LineQueue stdin;

	/** What happened before anybody listened. */
	private final List<Runnable> unheard = new ArrayList<>();

	private @Nullable ProcessListener listener;

	private boolean alive = true;

	private boolean survivesTerminate;

	private boolean survivesKill;

	private CompletableFuture<OptionalLong> memory = CompletableFuture.completedFuture(OptionalLong.of(50_000_000));

	private final AtomicInteger measured = new AtomicInteger();

	private CompletableFuture<Boolean> dumpsThreads = CompletableFuture.completedFuture(false);

	private CompletableFuture<Optional<Duration>> processorTime = CompletableFuture.completedFuture(Optional.empty());

	private boolean stdoutClosed;

	private boolean stopping;

	private boolean shutdownConfirmed;

	private boolean hasDescendants;

	/** How it ended, while its descendants have not. */
	private @Nullable ProcessExit rootExit;

	private int terminated;

	private int killed;

	/** How the process ended that nobody has noticed to be gone. */
	private @Nullable ProcessExit unnoticed;

	private boolean killUnderway;

	public FakeProcess(long pid, long maxLineLength, long maxQueuedBytes) {
		this.pid = pid;
		this.maxLineLength = maxLineLength;
		this.stdin = new LineQueue(maxQueuedBytes);
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
		this.listener = listener;
		List.copyOf(this.unheard).forEach(Runnable::run);
		this.unheard.clear();
	}

	@Override
	public CompletableFuture<OptionalLong> residentMemory() {
		this.measured.incrementAndGet();
		return this.alive ? this.memory : CompletableFuture.completedFuture(OptionalLong.of(0));
	}

	@Override
	public CompletableFuture<Optional<Duration>> processorTime() {
		return this.processorTime;
	}

	@Override
	public CompletableFuture<Boolean> dumpThreads() {
		return this.dumpsThreads;
	}

	@Override
	public boolean isGone() {
		ProcessExit exit = this.unnoticed;
		if (exit != null) {
			this.unnoticed = null;
			end(exit);
		}
		return !this.alive;
	}

	@Override
	public boolean isKillUnderway() {
		return this.killUnderway;
	}

	@Override
	public void stopping() {
		this.stopping = true;
	}

	@Override
	public void shutdownConfirmed() {
		this.shutdownConfirmed = true;
	}

	public boolean isShutdownConfirmed() {
		return this.shutdownConfirmed;
	}

	@Override
	public void terminate() {
		this.terminated++;
		if (!this.survivesTerminate) {
			exitBy("SIGTERM");
		}
	}

	@Override
	public void kill() {
		this.killed++;
		if (!this.survivesKill) {
			this.hasDescendants = false;
			exitBy("SIGKILL");
			endDescendants();
		}
	}

	// What a test does to it

	public FakeProcess survivingTerminate() {
		this.survivesTerminate = true;
		return this;
	}

	public FakeProcess survivingKill() {
		this.survivesTerminate = true;
		this.survivesKill = true;
		return this;
	}

	/**
	 * Make it a wrapper of others, which do not end with it, except by SIGKILL.
	 */
	public FakeProcess withDescendants() {
		this.hasDescendants = true;
		return this;
	}

	/**
	 * Let its descendants end.
	 */
	public void endDescendants() {
		this.hasDescendants = false;
		ProcessExit exit = this.rootExit;
		if (exit != null) {
			this.rootExit = null;
			end(exit);
		}
	}

	/**
	 * Tell whether it has read all of its stdin, and that there will be no more.
	 */
	public boolean isStdinAtEnd() {
		return this.stdin.isAtEnd();
	}

	/**
	 * Make it a JVM. A test writes the dump.
	 */
	public FakeProcess dumpingThreads() {
		return dumpingThreads(CompletableFuture.completedFuture(true));
	}

	public FakeProcess dumpingThreads(CompletableFuture<Boolean> whether) {
		this.dumpsThreads = whether;
		return this;
	}

	public void hold(long bytes) {
		hold(CompletableFuture.completedFuture(OptionalLong.of(bytes)));
	}

	public void hold(CompletableFuture<OptionalLong> bytes) {
		this.memory = bytes;
	}

	public void consume(CompletableFuture<Optional<Duration>> time) {
		this.processorTime = time;
	}

	public int timesMeasured() {
		return this.measured.get();
	}

	public boolean isAlive() {
		return this.alive;
	}

	public int timesTerminated() {
		return this.terminated;
	}

	public int timesKilled() {
		return this.killed;
	}

	/**
	 * Have callers write their lines, and call back before it is written to the end: what
	 * another thread could do meanwhile is done by a test. Only a line that fits into the
	 * {@link PipeCredit} is written so.
	 */
	public FakeProcess readingDirectly(Consumer<String> reader) {
		this.stdin.credit().writeTo(new StdinPipe() {

			@Override
			public void write(byte[] bytes, int length) {
				new String(bytes, 0, length, StandardCharsets.UTF_8).lines().forEach(reader);
			}

			@Override
			public void broken(IOException reason) {
				throw new UncheckedIOException(reason);
			}

		});
		return this;
	}

	/**
	 * Take all lines that wait on stdin.
	 */
	public List<String> takeLines() {
		List<String> lines = new ArrayList<>();
		if (this.stdin.credit().writing() != 0) {
			// A caller is writing
			return lines;
		}
		this.stdin.poll(Integer.MAX_VALUE).forEach((line) -> lines.add(new String(line, StandardCharsets.UTF_8)));
		this.stdin.written();
		return lines;
	}

	public void write(String line) {
		write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	public void write(byte[] bytes) {
		if (!this.alive) {
			return;
		}
		tell((listener) -> {
			try {
				new LineReader(new ByteArrayInputStream(bytes), this.maxLineLength, new Stdout(listener)).readAll();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/**
	 * Write a piece of a line.
	 */
	public void writePart(String piece) {
		byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
		tell((listener) -> {
			listener.arrived();
			listener.part(bytes, 0, bytes.length);
			listener.allTaken();
		});
	}

	/**
	 * Write a piece of a line to stderr.
	 */
	public void writeErrorPart(String piece) {
		byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
		tell((listener) -> listener.stderrPart(bytes, 0, bytes.length));
	}

	/**
	 * Let the host's reader of a pipe fail.
	 */
	public void failReading(Throwable reason) {
		tell((listener) -> listener.readingFailed(reason));
	}

	public void writeLongError(String head, long length) {
		tell((listener) -> listener.longStderrLine(head, length));
	}

	public void writeError(String line) {
		tell((listener) -> listener.stderrLine(line));
	}

	/**
	 * Take no more lines, and live on.
	 */
	public void closeStdin() {
		this.stdin.close();
		tell(ProcessListener::stdinClosed);
	}

	/**
	 * Write no more lines, and live on.
	 */
	public void closeStdout() {
		this.stdoutClosed = true;
		tell(ProcessListener::stdoutClosed);
	}

	/**
	 * Be gone, but so that nobody notices who does not look.
	 */
	public void vanish(@Nullable Integer code, @Nullable String signal) {
		this.unnoticed = new ProcessExit(code, signal);
		this.survivesTerminate = true;
		this.survivesKill = true;
	}

	/**
	 * Set whether SIGKILL is on its way to the process, or has reached it only now.
	 */
	public void killUnderway(boolean killUnderway) {
		this.killUnderway = killUnderway;
	}

	public void exit(int code) {
		end(new ProcessExit(code, null));
	}

	public void exitBy(String signal) {
		end(new ProcessExit(null, signal));
	}

	private void end(ProcessExit exit) {
		if (this.stopping && this.hasDescendants) {
			if (this.rootExit == null) {
				this.rootExit = exit;
				if (this.stdoutClosed) {
					tell(ProcessListener::orphaned);
				}
			}
			return;
		}
		if (this.alive) {
			this.alive = false;
			this.stdin.close();
			tell(ProcessListener::exiting);
			if (!this.stdoutClosed) {
				closeStdout();
			}
			tell((listener) -> listener.exited(exit));
		}
	}

	private void tell(Consumer<ProcessListener> news) {
		ProcessListener told = this.listener;
		if (told != null) {
			news.accept(told);
		}
		else {
			this.unheard.add(() -> tell(news));
		}
	}

	private record Stdout(ProcessListener listener) implements LineReader.Sink {

		@Override
		public void begin() {
			this.listener.arrived();
		}

		@Override
		public void end() {
			this.listener.allTaken();
		}

		@Override
		public void line(byte[] line, int length) {
			this.listener.line(line, 0, length);
		}

		@Override
		public void oversizedLine(byte[] head, long length) {
			this.listener.oversizedLine(head, length);
		}

	}

}
