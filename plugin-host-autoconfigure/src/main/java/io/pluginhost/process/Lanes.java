package io.pluginhost.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The lines of a {@link LineQueue}, urgent ones before others, and how many bytes they
 * are. Guarded by the queue.
 */
final class Lanes {

	private final ArrayDeque<Line> urgent = new ArrayDeque<>();

	private final ArrayDeque<Line> ordinary = new ArrayDeque<>();

	/** Bytes of ordinary lines, including those that are being written. */
	private long bytes;

	/** Bytes of ordinary lines that are being written. */
	private long writing;

	boolean isEmpty() {
		return this.urgent.isEmpty() && this.ordinary.isEmpty();
	}

	/**
	 * Return whether so many bytes wait, or are being written.
	 */
	boolean hold(long bytes) {
		return this.bytes >= bytes;
	}

	/**
	 * Add a line.
	 * @return whether it was added: not if there are too many
	 */
	boolean add(Line line, boolean first) {
		ArrayDeque<Line> lane = first ? this.urgent : this.ordinary;
		if (lane.size() >= LineQueue.MAX_LINES) {
			return false;
		}
		lane.add(line);
		this.bytes += first ? 0 : line.length();
		return true;
	}

	/**
	 * Remove the line of an owner.
	 * @return whether there was one
	 */
	boolean remove(Object owner) {
		Line line = remove(this.ordinary, owner);
		this.bytes -= (line != Line.NONE) ? line.length() : 0;
		return line != Line.NONE || remove(this.urgent, owner) != Line.NONE;
	}

	private static Line remove(ArrayDeque<Line> lane, Object owner) {
		for (Iterator<Line> lines = lane.descendingIterator(); lines.hasNext();) {
			Line line = lines.next();
			if (line.owner() == owner) {
				lines.remove();
				return line;
			}
		}
		return Line.NONE;
	}

	/**
	 * Return how many bytes wait, urgent ones included.
	 */
	long waiting() {
		long waiting = this.bytes - this.writing;
		for (Line line : this.urgent) {
			waiting += line.length();
		}
		return waiting;
	}

	/**
	 * Take as many lines as fit into one write, and at least one.
	 * @param batchSize how many bytes to stop at
	 * @param credit counts them
	 */
	List<byte[]> poll(int batchSize, PipeCredit credit) {
		List<byte[]> batch = new ArrayList<>();
		long size = 0;
		while (size < batchSize && !isEmpty()) {
			Line line = this.urgent.poll();
			if (line == null) {
				line = this.ordinary.remove();
				this.writing += line.length();
			}
			batch.add(line.bytes());
			size += line.length();
			credit.account(line);
		}
		return batch;
	}

	/**
	 * Forget what was being written.
	 */
	void written() {
		this.bytes -= this.writing;
		this.writing = 0;
	}

	void clear() {
		this.urgent.clear();
		this.ordinary.clear();
		this.bytes = 0;
		this.writing = 0;
	}

	/**
	 * A line that waits.
	 *
	 * @param bytes the line
	 * @param owner whose it is
	 */
	record Line(byte[] bytes, Object owner) {

		private static final Line NONE = new Line(new byte[0], "none");

		int length() {
			return this.bytes.length;
		}

	}

}
