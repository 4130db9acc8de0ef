package io.pluginhost.session;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.CrashReason;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.concurrent.WakeupBatch;
import io.pluginhost.output.StartupDiagnostics;
import io.pluginhost.output.StderrTail;
import io.pluginhost.output.WireTrace;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.ProcessListener;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.RpcConnection;

/**
 * Passes on what one process writes: lines of stdout to its connection, lines of stderr
 * to its log. A line that cannot be processed affects no other. Invoked on the threads
 * that read the pipes.
 */
final class SessionInput implements ProcessListener {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private static final int STDERR_EXCERPT = 8000;

	private final String pluginId;

	private final RpcConnection connection;

	private final WorkerMessages messages;

	private final Secrets secrets;

	private final @Nullable WireTrace wire;

	private final Timekeeper time;

	private final ProcessSession.Observer observer;

	private final Consumer<ProcessExit> onExit;

	private final StderrTail stderr = new StderrTail(STDERR_EXCERPT, this::safe, this::safeSoFar);

	/** Written by the reader of stdout: when bytes came last. */
	private volatile long lastArrivedAt;

	SessionInput(String pluginId, RpcConnection connection, WorkerMessages messages, Secrets secrets,
			@Nullable WireTrace wire, Timekeeper time, ProcessSession.Observer observer, Consumer<ProcessExit> onExit) {
		this.pluginId = pluginId;
		this.connection = connection;
		this.messages = messages;
		this.secrets = secrets;
		this.wire = wire;
		this.time = time;
		this.observer = observer;
		this.onExit = onExit;
		this.lastArrivedAt = time.nanoTime();
	}

	/**
	 * Return whether anything has come on stdout since a reading of the clock.
	 */
	boolean hasArrivedSince(long nanoTime) {
		return this.lastArrivedAt - nanoTime > 0;
	}

	String stderrExcerpt() {
		return this.stderr.excerpt();
	}

	@Override
	public void arrived() {
		this.lastArrivedAt = this.time.nanoTime();
		WakeupBatch.begin();
	}

	@Override
	public void allTaken() {
		guard(WakeupBatch::end);
	}

	@Override
	public void part(byte[] buffer, int offset, int length) {
		StartupDiagnostics words = this.messages.startup();
		if (!words.isComplete()) {
			guard(() -> words.part(buffer, offset, length));
		}
	}

	@Override
	public void line(byte[] buffer, int offset, int length) {
		if (this.wire != null) {
			trace(this.wire, buffer, offset, length);
		}
		try {
			this.connection.receive(buffer, offset, length);
		}
		catch (RuntimeException | Error ex) {
			logFailure(ex);
		}
	}

	private void trace(WireTrace wire, byte[] buffer, int offset, int length) {
		guard(() -> wire.received(buffer, offset, length));
	}

	@Override
	public void oversizedLine(byte[] head, long length) {
		guard(() -> this.connection.receiveOversized(head, length));
	}

	@Override
	public void stderrPart(byte[] buffer, int offset, int length) {
		guard(() -> this.stderr.part(buffer, offset, length));
	}

	@Override
	public void stderrLine(String line) {
		guard(() -> {
			String words = safe(line);
			this.stderr.add(words);
			this.messages.stderr(words);
		});
	}

	/**
	 * Log the beginning of a long line; the excerpt has its end.
	 */
	@Override
	public void longStderrLine(String head, long length) {
		guard(() -> {
			this.stderr.endLine();
			this.messages.stderr(safe(head + "… (%d bytes)".formatted(length)));
		});
	}

	private String safeSoFar(String words) {
		return PrintableText.escape(this.secrets.redactSoFar(words));
	}

	private String safe(String words) {
		return PrintableText.escape(this.secrets.redact(words));
	}

	/**
	 * Whatever an action throws, the pipe is read on.
	 */
	private void guard(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			logFailure(ex);
		}
	}

	private void logFailure(Throwable failure) {
		try {
			logger.error("A line of plugin '{}' was not taken: {}", this.pluginId, failure.getClass().getSimpleName(),
					printable(failure));
		}
		catch (OutOfMemoryError ex) {
			// No memory to log it, but there may be for the next line
		}
	}

	private @Nullable Throwable printable(Throwable failure) {
		Throwable shown = this.secrets.unlessRevealing(failure);
		return (shown != null) ? PrintableThrowable.of(shown) : null;
	}

	@Override
	public void exiting() {
		guard(this.messages::exiting);
	}

	@Override
	public void orphaned() {
		this.observer.orphaned();
	}

	@Override
	public void stdinClosed() {
		this.observer.pipeClosed(CrashReason.STDIN_CLOSED);
	}

	@Override
	public void stdoutClosed() {
		this.observer.pipeClosed(CrashReason.STDOUT_CLOSED);
	}

	@Override
	public void readingFailed(Throwable reason) {
		this.observer.readingFailed(reason);
	}

	@Override
	public void exited(ProcessExit exit) {
		this.onExit.accept(exit);
	}

}
