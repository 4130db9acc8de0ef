package io.pluginhost.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Lines that wait for a process to take them: callers put them here and go on, one writer
 * takes them from here and may be blocked by the pipe.
 * <p>
 * Urgent lines go first. Others are taken while fewer bytes wait than allowed, so that
 * one may overshoot; answers nearly always. What the writer has taken waits until it says
 * that the pipe has it. Guarded by itself.
 */
public final class LineQueue {

	/**
	 * How many lines may wait, whatever they are. Only answers can come to as many, of a
	 * worker that asks and asks and does not read what it is told.
	 */
	public static final int MAX_LINES = 200_000;

	private final long maxBytes;

	// Guarded by this
	private final ArrayDeque<byte[]> urgent = new ArrayDeque<>();

	// Guarded by this
	private final ArrayDeque<byte[]> ordinary = new ArrayDeque<>();

	// Guarded by this
	private long queuedBytes;

	// Guarded by this
	private boolean closed;

	// Guarded by this: bytes of ordinary lines that the writer has taken
	private long writing;

	// Guarded by this
	private boolean busy;

	/** Changes whenever the pipe has taken something. Written by the writer alone. */
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
	public synchronized boolean offerUrgent(byte[] line) {
		if (this.closed) {
			return false;
		}
		this.urgent.add(line);
		notifyAll();
		return true;
	}

	/**
	 * Take a line if there is room.
	 * @param line the line
	 * @return whether it was taken
	 */
	public synchronized boolean offer(byte[] line) {
		return this.queuedBytes < this.maxBytes && put(line);
	}

	/**
	 * Take a line whether or not there is room.
	 * @param line the line
	 * @return whether it was taken: not if the queue is closed, or holds more lines than
	 * anybody will ever read
	 */
	public synchronized boolean put(byte[] line) {
		if (this.closed || this.ordinary.size() >= MAX_LINES) {
			return false;
		}
		this.ordinary.add(line);
		this.queuedBytes += line.length;
		notifyAll();
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
	 * @param line the very array that was offered
	 * @return whether it waited
	 */
	public synchronized boolean retract(byte[] line) {
		for (Iterator<byte[]> lines = this.ordinary.descendingIterator(); lines.hasNext();) {
			if (lines.next() == line) {
				lines.remove();
				this.queuedBytes -= line.length;
				return true;
			}
		}
		return false;
	}

	/**
	 * Close the queue: what waits is dropped, and nothing is taken any more.
	 */
	public synchronized void close() {
		this.closed = true;
		this.urgent.clear();
		this.ordinary.clear();
		this.queuedBytes = 0;
		this.writing = 0;
		this.busy = false;
		notifyAll();
	}

	/**
	 * Tell whether the queue is closed.
	 * @return whether it takes nothing any more
	 */
	public synchronized boolean isClosed() {
		return this.closed;
	}

	/**
	 * Tell whether anything waits for the pipe to take it.
	 * @return whether lines wait, or the writer is not done with those it has taken
	 */
	public synchronized boolean isWaiting() {
		return this.busy || !this.urgent.isEmpty() || !this.ordinary.isEmpty();
	}

	/**
	 * Return a number that changes whenever the pipe takes something.
	 * @return the number, to be compared with an earlier one
	 */
	public long progress() {
		return this.progress;
	}

	/**
	 * Hear that the pipe has taken something. For the writer only.
	 */
	public void progressed() {
		this.progress = this.progress + 1;
	}

	/**
	 * Hear that the pipe has taken all of the last batch. For the writer only.
	 */
	public synchronized void written() {
		progressed();
		this.queuedBytes -= this.writing;
		this.writing = 0;
		this.busy = false;
	}

	/**
	 * Wait for lines, then take as many as fit into one write. For the writer only.
	 * @param batchSize how many bytes to stop at
	 * @return the lines in the order they must be written; empty once the queue is closed
	 * @throws InterruptedException if the writer is interrupted
	 */
	public synchronized List<byte[]> take(int batchSize) throws InterruptedException {
		while (!this.closed && this.urgent.isEmpty() && this.ordinary.isEmpty()) {
			wait();
		}
		List<byte[]> batch = new ArrayList<>();
		long size = 0;
		while (size < batchSize) {
			byte[] line = this.urgent.poll();
			if (line == null) {
				line = this.ordinary.poll();
				if (line == null) {
					break;
				}
				this.writing += line.length;
			}
			batch.add(line);
			size += line.length;
		}
		this.busy = !batch.isEmpty();
		return batch;
	}

}
