package io.pluginhost.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.concurrent.NamedThreads;
import io.pluginhost.concurrent.NoThreadException;
import io.pluginhost.process.tree.ExitWatch;

/**
 * Writes what waits in a {@link LineQueue} to the stdin of a process. The pipe may block
 * the thread, which is started when a line waits and ends when none has come for a
 * second. Where it cannot be started, lines wait, and another attempt is made. The pipe
 * is written to by one thread at a time, as the queue decides.
 */
final class StdinWriter implements StdinPipe {

	private static final Logger logger = LoggerFactory.getLogger(StdinWriter.class);

	/** How long after a thread could not be started another attempt is made. */
	private static final long RETRY_MILLIS = 100;

	/** How long the thread waits for more. A new one costs less than the wait. */
	private static final long PATIENCE_MILLIS = 1000;

	private static final int WRITE_SIZE = 64 * 1024;

	/**
	 * How much is given to the pipe at once, so that it can be seen that a worker reads,
	 * though slowly. The kernel frees no less than a page of 4 KiB at a time either.
	 */
	private static final int CHUNK = 8 * 1024;

	private static final boolean LINUX = System.getProperty("os.name", "").startsWith("Linux");

	private final String pluginId;

	private final LineQueue queue;

	private final OutputStream stream;

	private final ProcessListener listener;

	private final ExitWatch exits;

	private final NamedThreads threads;

	/** Whether the last attempt to start the thread has failed. */
	private final AtomicBoolean withoutThread = new AtomicBoolean();

	StdinWriter(String pluginId, LineQueue queue, OutputStream stream, ProcessListener listener, ExitWatch exits,
			NamedThreads threads) {
		this.pluginId = pluginId;
		this.queue = queue;
		this.stream = stream;
		this.listener = listener;
		this.exits = exits;
		this.threads = threads;
	}

	/**
	 * Write what waits, and what comes, from now on.
	 */
	void attend() {
		// Elsewhere it is not known how much a pipe takes
		if (LINUX) {
			this.queue.credit().writeTo(this);
		}
		this.queue.attendBy(this::start);
	}

	private void start() {
		try {
			this.threads.newThread(LocalProcess.threadName(this.pluginId, "stdin"), this::write).start();
			this.withoutThread.set(false);
		}
		catch (OutOfMemoryError ex) {
			this.queue.writerLeft();
			if (this.withoutThread.compareAndSet(false, true)) {
				logger.warn("Messages to plugin '{}' wait: {}", this.pluginId, NoThreadException.MESSAGE, ex);
			}
			this.exits.after(RETRY_MILLIS, this.queue::seeToWaiting);
		}
	}

	private void write() {
		try {
			Batch batch = new Batch();
			List<byte[]> lines = this.queue.takeOrLeave(WRITE_SIZE, PATIENCE_MILLIS);
			while (!lines.isEmpty()) {
				if (lines.size() == 1) {
					write(lines.get(0), lines.get(0).length);
				}
				else {
					batch.reset();
					lines.forEach(batch::writeBytes);
					write(batch.array(), batch.size());
				}
				this.queue.written();
				lines = this.queue.takeOrLeave(WRITE_SIZE, PATIENCE_MILLIS);
			}
			if (this.queue.isAtEnd()) {
				this.stream.close();
			}
		}
		catch (IOException ex) {
			this.queue.credit().giveUp(this, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.queue.credit().giveUp(this, new IOException(ex));
		}
		catch (RuntimeException | Error ex) {
			// Nothing knows how much of a line the pipe has taken
			this.queue.credit().giveUp(this, new IOException(ex));
			throw ex;
		}
	}

	@Override
	public void write(byte[] bytes, int length) throws IOException {
		for (int start = 0; start < length; start += CHUNK) {
			this.stream.write(bytes, start, Math.min(CHUNK, length - start));
			this.stream.flush();
			this.queue.progressed();
		}
	}

	@Override
	public void broken(IOException reason) {
		logger.debug("Plugin '{}' no longer takes messages", this.pluginId, reason);
		this.listener.stdinClosed();
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
