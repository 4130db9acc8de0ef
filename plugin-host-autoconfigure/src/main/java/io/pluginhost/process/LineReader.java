package io.pluginhost.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines, none longer than allowed. Used by one thread, which
 * the stream may block.
 */
final class LineReader {

	/**
	 * How much of a line that is too long is kept, to tell what it was.
	 */
	static final int HEAD = 4096;

	private static final int CHUNK = 8192;

	/** Some machines have no longer ones. */
	private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

	private static final byte[] NOTHING = new byte[0];

	private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGHS = 0x8080808080808080L;

	private static final long LINE_FEEDS = ONES * '\n';

	private final InputStream stream;

	private final long maxLength;

	private final Sink sink;

	/** What has been read of the line so far. */
	private byte[] line = NOTHING;

	private int lineLength;

	/** How long the line is that is being skipped, 0 if none is. */
	private long skipped;

	/** Makes longer arrays. */
	private final Growth growth;

	LineReader(InputStream stream, long maxLength, Sink sink) {
		this(stream, maxLength, sink, Arrays::copyOf);
	}

	LineReader(InputStream stream, long maxLength, Sink sink, Growth growth) {
		this.stream = stream;
		this.maxLength = Math.min(maxLength, LONGEST_ARRAY);
		this.sink = sink;
		this.growth = growth;
	}

	/**
	 * Read to the end. What stands behind the last line feed is a line too.
	 * @throws IOException if the stream breaks
	 */
	void readAll() throws IOException {
		byte[] chunk = new byte[CHUNK];
		int count = this.stream.read(chunk);
		while (count >= 0) {
			this.sink.begin();
			int start = 0;
			int lineFeed = lineFeed(chunk, start, count);
			while (lineFeed < count) {
				append(chunk, start, lineFeed);
				if (this.skipped > 0) {
					this.sink.part(chunk, start, lineFeed - start);
				}
				endLine();
				start = lineFeed + 1;
				lineFeed = lineFeed(chunk, start, count);
			}
			append(chunk, start, count);
			if (start < count) {
				this.sink.part(chunk, start, count - start);
			}
			this.sink.end();
			count = this.stream.read(chunk);
		}
		if (this.lineLength > 0 || this.skipped > 0) {
			endLine();
		}
	}

	/**
	 * Find a line feed, eight bytes at a time while there is none.
	 * @return its position, or the end
	 */
	private static int lineFeed(byte[] chunk, int from, int end) {
		int i = from;
		while (i + Long.BYTES <= end) {
			long others = (long) EIGHT.get(chunk, i) ^ LINE_FEEDS;
			if (((others - ONES) & ~others & HIGHS) != 0) {
				break;
			}
			i += Long.BYTES;
		}
		while (i < end && chunk[i] != '\n') {
			i++;
		}
		return i;
	}

	private void append(byte[] chunk, int from, int to) {
		int count = to - from;
		if (count == 0) {
			return;
		}
		if (this.skipped > 0) {
			this.skipped += count;
			return;
		}
		if (isTooLong(this.lineLength + (long) count, chunk[to - 1]) || !hasRoom(count)) {
			this.skipped = this.lineLength + (long) count;
			keepHead(chunk, from, count);
			return;
		}
		System.arraycopy(chunk, from, this.line, this.lineLength, count);
		this.lineLength += count;
	}

	/**
	 * Make room for more of the line. Without memory for it the line is too long too.
	 */
	private boolean hasRoom(int count) {
		if (this.line.length >= this.lineLength + count) {
			return true;
		}
		int doubled = (int) Math.min(this.maxLength, this.lineLength * 2L);
		try {
			this.line = this.growth.copyOf(this.line, Math.max(this.lineLength + count, doubled));
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
	}

	/**
	 * A carriage return may turn out to be part of the line's end.
	 */
	private boolean isTooLong(long length, byte last) {
		return length > this.maxLength && (length > this.maxLength + 1 || last != '\r');
	}

	private void keepHead(byte[] chunk, int from, int count) {
		int kept = Math.min(HEAD, this.lineLength);
		byte[] head = Arrays.copyOf(this.line, Math.min(HEAD, kept + count));
		System.arraycopy(chunk, from, head, kept, head.length - kept);
		this.line = head;
		this.lineLength = head.length;
	}

	private void endLine() {
		byte[] complete = this.line;
		int length = this.lineLength;
		this.line = NOTHING;
		this.lineLength = 0;
		if (this.skipped > 0) {
			long whole = this.skipped;
			this.skipped = 0;
			this.sink.oversizedLine(Arrays.copyOf(complete, length), whole);
			return;
		}
		if (length > 0 && complete[length - 1] == '\r') {
			length--;
		}
		this.sink.line(complete, length);
	}

	/**
	 * Takes the lines.
	 */
	interface Sink {

		/**
		 * Hear that lines may follow, until {@link #end()}.
		 */
		default void begin() {
		}

		/**
		 * Hear that those lines follow no more: the stream may block.
		 */
		default void end() {
		}

		/**
		 * Take a piece of a line whose end has not come yet, or, of a line that is too
		 * long, the last one. All of the line follows with its end.
		 * @param chunk holds the piece, and is written to afterwards
		 * @param from where it begins
		 * @param length how long it is
		 */
		default void part(byte[] chunk, int from, int length) {
		}

		/**
		 * Take a line.
		 * @param line holds the line from its beginning, and is the sink's now
		 * @param length how long it is
		 */
		void line(byte[] line, int length);

		/**
		 * Hear of a line that was too long.
		 * @param head its beginning
		 * @param length its whole length
		 */
		void oversizedLine(byte[] head, long length);

	}

	/**
	 * Makes longer arrays of those that are full.
	 */
	interface Growth {

		/**
		 * Return a longer copy.
		 * @param array the array
		 * @param length how long the copy is to be
		 * @return the copy
		 */
		byte[] copyOf(byte[] array, int length);

	}

}
