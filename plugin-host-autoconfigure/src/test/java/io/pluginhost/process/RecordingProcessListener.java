package io.pluginhost.process;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Remembers what a process said, and in which order.
 */
class RecordingProcessListener implements ProcessListener {

	final List<String> lines = new CopyOnWriteArrayList<>();

	final List<String> errors = new CopyOnWriteArrayList<>();

	final List<Long> oversized = new CopyOnWriteArrayList<>();

	/** Which pipes were closed. */
	final List<String> closed = new CopyOnWriteArrayList<>();

	volatile int linesBeforeStdoutClosed = -1;

	final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();

	volatile int exits;

	/** How often the end had been announced when it came. */
	volatile int announcedBeforeExit;

	private volatile int announced;

	/** How many lines had been heard when the end came. */
	volatile int linesBeforeExit = -1;

	@Override
	public void line(byte[] buffer, int offset, int length) {
		this.lines.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
	}

	@Override
	public void oversizedLine(byte[] head, long length) {
		this.oversized.add(length);
	}

	@Override
	public void stderrLine(String line) {
		this.errors.add(line);
	}

	@Override
	public void exiting() {
		this.announced++;
	}

	@Override
	public void stdinClosed() {
		this.closed.add("stdin");
	}

	@Override
	public void stdoutClosed() {
		this.linesBeforeStdoutClosed = this.lines.size();
		this.closed.add("stdout");
	}

	@Override
	public void exited(ProcessExit exit) {
		this.linesBeforeExit = this.lines.size() + this.errors.size();
		this.announcedBeforeExit = this.announced;
		this.exits++;
		this.exit.complete(exit);
	}

	@Nullable ProcessExit exitNow() {
		return this.exit.getNow(null);
	}

}
