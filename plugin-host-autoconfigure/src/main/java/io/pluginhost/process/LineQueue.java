package io.pluginhost.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.ObjLongConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Lines on their way to a process. Whoever brings one goes on at once: he writes it
 * himself where the pipe is sure to take it, and leaves it here for the writer, whom the
 * pipe may block, otherwise.
 * <p>
 * Urgent lines go first. Others are taken while fewer bytes wait than allowed, so that
 * one may overshoot; answers nearly always. What is being written waits until the pipe
 * has it. Guarded by itself; writes unguarded, one thread at a time.
 */
public final class LineQueue {

	/**
	 * How many bytes a pipe takes without blocking although it is not known to have been
	 * read: on Linux no pipe is smaller than two pages of this size, and what does not
	 * fit into the rest of one fits into the other.
	 */
	public static final int CREDIT = 4096;

	/**
	 * How many lines may wait, whatever they are. Only answers can come to as many, of a
	 * worker that asks and asks and does not read what it is told.
	 */
	public static final int MAX_LINES = 200_000;

	private final long maxBytes;

	// Guarded by this
	private final ArrayDeque<Line> urgent = new ArrayDeque<>();

	// Guarded by this
	private final ArrayDeque<Line> ordinary = new ArrayDeque<>();

	// Guarded by this: bytes of ordinary lines, those the writer has taken included
	private long queuedBytes;

	// Guarded by this: bytes of ordinary lines that the writer has taken
	private long writing;

	// Guarded by this: whether somebody writes
	private boolean busy;

	// Guarded by this
	private boolean closed;

	// Guarded by this: whether nothing more is taken, and the pipe ends after what waits
	private boolean ended;

	// Guarded by this: bytes that have been given to the pipe, or are about to be
	private long position;

	// Guarded by this
	private @Nullable Pipe pipe;

	// Guarded by this
	private @Nullable Runnable onWaiting;

	// Guarded by this
	private @Nullable Runnable startWriter;

	// Guarded by this: whether there is a writer, or will be at once
	private boolean attended;

	private volatile ObjLongConsumer<Object> onWritten = (owner, position) -> {
	};

	/** Bytes that the process is known to have read. Written by its reader alone. */
	private volatile long acknowledged;

	/** Changes whenever the pipe has taken something. Written by whoever writes. */
	private volatile long progress;

	/**
	 * Create a queue.
	 * @param maxBytes how many bytes may wait before no more is taken
	 */
	public LineQueue(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Take a line that goes before all others.
	 * @param line the line
	 * @return whether it was taken: not if the queue is closed
	 */
	public boolean offerUrgent(byte[] line) {
		return offerUrgent(line, line);
	}

	/**
	 * Take a line that goes before all others.
	 * @param line the line
	 * @param owner whose it is
	 * @return whether it was taken: not if the queue is closed
	 */
	public boolean offerUrgent(byte[] line, Object owner) {
		return add(new Line(line, owner), this.urgent, Long.MAX_VALUE);
	}

	/**
	 * Take a line if there is room.
	 * @param line the line
	 * @return whether it was taken
	 */
	public boolean offer(byte[] line) {
		return offer(line, line);
	}

	/**
	 * Take a line if there is room.
	 * @param line the line
	 * @param owner whose it is
	 * @return whether it was taken
	 */
	public boolean offer(byte[] line, Object owner) {
		return add(new Line(line, owner), this.ordinary, this.maxBytes);
	}

	/**
	 * Take a line whether or not there is room.
	 * @param line the line
	 * @return whether it was taken: not if the queue is closed, or holds more lines than
	 * anybody will ever read
	 */
	public boolean put(byte[] line) {
		return add(new Line(line, line), this.ordinary, Long.MAX_VALUE);
	}

	private boolean add(Line line, ArrayDeque<Line> lane, long maxBytes) {
		boolean mine;
		Runnable alert = null;
		synchronized (this) {
			if (this.closed || this.ended || this.queuedBytes >= maxBytes || lane.size() >= MAX_LINES) {
				return false;
			}
			mine = claim(line);
			if (!mine) {
				lane.add(line);
				this.queuedBytes += (lane == this.ordinary) ? line.bytes().length : 0;
				if (!this.busy) {
					notifyAll();
				}
				alert = this.onWaiting;
				this.onWaiting = null;
			}
		}
		if (mine) {
			writeDirectly(line.bytes());
		}
		handOver();
		if (alert != null) {
			alert.run();
		}
		return true;
	}

	/**
	 * Tell whether there is no room for ordinary lines.
	 * @return whether as many bytes wait as may
	 */
	public synchronized boolean isFull() {
		return this.queuedBytes >= this.maxBytes;
	}

	/**
	 * Take a line back if it still waits.
	 * @param owner whose line it is
	 * @return whether it waited
	 */
	public synchronized boolean retract(Object owner) {
		for (Iterator<Line> lines = this.ordinary.descendingIterator(); lines.hasNext();) {
			Line line = lines.next();
			if (line.owner() == owner) {
				lines.remove();
				this.queuedBytes -= line.bytes().length;
				return true;
			}
		}
		return false;
	}

	/**
	 * Close the queue: what waits is dropped, and nothing is taken any more.
	 * @return whether it was open
	 */
	public synchronized boolean close() {
		boolean open = !this.closed;
		this.closed = true;
		this.urgent.clear();
		this.ordinary.clear();
		this.queuedBytes = 0;
		this.writing = 0;
		this.busy = false;
		notifyAll();
		return open;
	}

	/**
	 * End the queue: nothing is taken any more, and once what waits has been written, the
	 * writer closes the pipe. The calling thread neither writes nor closes.
	 */
	public void end() {
		synchronized (this) {
			this.ended = true;
			notifyAll();
		}
		handOver();
	}

	/**
	 * Return whether all that was taken before the {@linkplain #end() end} has been
	 * written, so that the pipe is to be closed.
	 */
	synchronized boolean isAtEnd() {
		return this.ended && !this.closed && !isWaiting();
	}

	/**
	 * Tell whether the queue is closed.
	 * @return whether it takes nothing any more
	 */
	public synchronized boolean isClosed() {
		return this.closed || this.ended;
	}

	/**
	 * Tell whether anything waits for the pipe to take it.
	 * @return whether lines wait, or are being written
	 */
	public synchronized boolean isWaiting() {
		return this.busy || !isEmpty();
	}

	/**
	 * Tell once when something waits, or at once if it does already.
	 * @param alert is run by whoever brings it; must return at once
	 */
	public void tellOnceWaiting(Runnable alert) {
		synchronized (this) {
			if (!isWaiting()) {
				this.onWaiting = alert;
				return;
			}
		}
		alert.run();
	}

	/**
	 * Return a number that changes whenever the pipe takes something.
	 * @return the number, to be compared with an earlier one
	 */
	public long progress() {
		return this.progress;
	}

	/**
	 * Say who wants to know how far lines have come.
	 * @param onWritten is told a line's owner, and up to which byte of the stream the
	 * process has read when it has read the line; must return at once
	 */
	public void tellWritten(ObjLongConsumer<Object> onWritten) {
		this.onWritten = onWritten;
	}

	/**
	 * Hear what the process has read. For the one thread that reads its answers.
	 * @param position up to which byte of the stream
	 */
	public void acknowledge(long position) {
		if (position > this.acknowledged) {
			this.acknowledged = position;
		}
	}

	/**
	 * Let others than the writer write what the pipe is sure to take.
	 * @param pipe the pipe
	 */
	synchronized void writeDirectlyTo(Pipe pipe) {
		this.pipe = pipe;
	}

	/**
	 * Say who starts a writer when there is none and something waits for it.
	 * @param startWriter starts it, or else tells that it has {@link #writerLeft() left};
	 * run by whoever brings a line
	 */
	void attendBy(Runnable startWriter) {
		synchronized (this) {
			this.startWriter = startWriter;
		}
		handOver();
	}

	/**
	 * Hear that there is no writer, though something may wait: the next line starts one.
	 */
	synchronized void writerLeft() {
		this.attended = false;
	}

	private void handOver() {
		Runnable start;
		synchronized (this) {
			start = this.startWriter;
			if (start == null || this.attended || this.closed || this.busy || (isEmpty() && !this.ended)) {
				return;
			}
			this.attended = true;
		}
		start.run();
	}

	/**
	 * Wait a while for lines, then take as many as fit into one write, or leave. For the
	 * writer only.
	 * @param batchSize how many bytes to stop at
	 * @param patience how long to wait, in milliseconds
	 * @return the lines in the order they must be written; empty if the writer has left,
	 * or the queue is closed or at its end
	 * @throws InterruptedException if the writer is interrupted
	 */
	synchronized List<byte[]> takeOrLeave(int batchSize, long patience) throws InterruptedException {
		boolean waited = false;
		while (!this.closed && (this.busy || (isEmpty() && !this.ended))) {
			// Whoever writes at the moment starts another writer if he needs one
			if (waited) {
				this.attended = false;
				return List.of();
			}
			wait(patience);
			waited = this.busy || (isEmpty() && !this.ended);
		}
		return poll(batchSize);
	}

	/**
	 * Become the one who writes, if that cannot block.
	 */
	private boolean claim(Line line) {
		if (this.pipe == null || this.busy || !isEmpty() || !fits(line.bytes().length)) {
			return false;
		}
		this.busy = true;
		account(line);
		return true;
	}

	private boolean fits(long length) {
		return this.position + length - this.acknowledged <= CREDIT;
	}

	private void account(Line line) {
		this.position += line.bytes().length;
		this.onWritten.accept(line.owner(), this.position);
	}

	private void writeDirectly(byte[] line) {
		Pipe pipe;
		synchronized (this) {
			pipe = this.pipe;
		}
		byte[] bytes = line;
		while (bytes != null && pipe != null) {
			try {
				pipe.write(bytes, bytes.length);
			}
			catch (IOException ex) {
				if (close()) {
					pipe.broken(ex);
				}
				return;
			}
			bytes = next();
		}
	}

	/**
	 * Take what others have brought while one wrote, if that too cannot block; otherwise
	 * leave it to the writer.
	 */
	private synchronized byte @Nullable [] next() {
		written();
		if (this.closed || isEmpty()) {
			return null;
		}
		long waiting = this.queuedBytes;
		for (Line line : this.urgent) {
			waiting += line.bytes().length;
		}
		if (!fits(waiting)) {
			notifyAll();
			return null;
		}
		ByteArrayOutputStream batch = new ByteArrayOutputStream((int) waiting);
		poll(Integer.MAX_VALUE).forEach(batch::writeBytes);
		return batch.toByteArray();
	}

	/**
	 * Wait for lines, then take as many as fit into one write. For the writer only.
	 * @param batchSize how many bytes to stop at
	 * @return the lines in the order they must be written; empty once the queue is closed
	 * or at its end
	 * @throws InterruptedException if the writer is interrupted
	 */
	public synchronized List<byte[]> take(int batchSize) throws InterruptedException {
		while (!this.closed && (this.busy || (isEmpty() && !this.ended))) {
			wait();
		}
		return poll(batchSize);
	}

	/**
	 * Take what is there, without waiting.
	 */
	synchronized List<byte[]> poll(int batchSize) {
		List<byte[]> batch = new ArrayList<>();
		long size = 0;
		while (size < batchSize) {
			Line line = this.urgent.poll();
			if (line == null) {
				line = this.ordinary.poll();
				if (line == null) {
					break;
				}
				this.writing += line.bytes().length;
			}
			batch.add(line.bytes());
			size += line.bytes().length;
			account(line);
		}
		this.busy = !batch.isEmpty();
		return batch;
	}

	/**
	 * Hear that the pipe has taken something. For whoever writes only.
	 */
	public void progressed() {
		this.progress = this.progress + 1;
	}

	/**
	 * Hear that the pipe has taken all of the last batch. For whoever writes only.
	 */
	public synchronized void written() {
		progressed();
		this.queuedBytes -= this.writing;
		this.writing = 0;
		this.busy = false;
	}

	private boolean isEmpty() {
		return this.urgent.isEmpty() && this.ordinary.isEmpty();
	}

	/**
	 * Where lines go.
	 */
	interface Pipe {

		/**
		 * Write bytes, and keep none back.
		 * @param bytes hold them from the beginning
		 * @param length how many
		 * @throws IOException if nobody will read them
		 */
		void write(byte[] bytes, int length) throws IOException;

		/**
		 * Hear that nobody will read any more, once.
		 * @param reason why
		 */
		void broken(IOException reason);

	}

	/**
	 * A line that waits.
	 *
	 * @param bytes the line
	 * @param owner whose it is
	 */
	private record Line(byte[] bytes, Object owner) {
	}

}
