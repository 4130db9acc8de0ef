package io.pluginhost.json;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the bytes of one line after the other, up to a limit, so that a line that is too
 * long is never built whole. A long line is kept in segments, none of which is copied
 * before the line is whole. Used by one thread at a time.
 */
final class LineBuffer extends OutputStream {

	private static final int SMALLEST = 512;

	/** A line that is no longer is built in one array, which is kept for the next. */
	private static final int SEGMENT = 64 * 1024;

	/** Segments are so small a part of what stands before them. */
	private static final int PART = 8;

	private final List<byte[]> full = new ArrayList<>();

	/** The total length of the full segments. */
	private int fullLength;

	private byte[] current = new byte[SMALLEST];

	private int length;

	private long limit;

	/**
	 * Begin a line.
	 * @param limit the maximum length of the line, in bytes
	 */
	void begin(long limit) {
		this.limit = limit;
		this.full.clear();
		this.fullLength = 0;
		this.length = 0;
		if (this.current.length > SEGMENT) {
			this.current = new byte[SMALLEST];
		}
	}

	@Override
	public void write(int oneByte) {
		write(new byte[] { (byte) oneByte }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		if (size() + (long) length > this.limit) {
			throw new MessageTooLargeException(this.limit);
		}
		add(bytes, offset, length);
	}

	/**
	 * Take bytes that are no longer written to, without a copy if they are many.
	 */
	void adopt(byte[] bytes) {
		if (bytes.length < SEGMENT) {
			write(bytes, 0, bytes.length);
			return;
		}
		if (size() + (long) bytes.length > this.limit) {
			throw new MessageTooLargeException(this.limit);
		}
		seal();
		this.full.add(bytes);
		this.fullLength += bytes.length;
	}

	private void add(byte[] bytes, int offset, int length) {
		int position = offset;
		int end = offset + length;
		while (position < end) {
			if (this.length == this.current.length) {
				grow();
			}
			int count = Math.min(end - position, this.current.length - this.length);
			System.arraycopy(bytes, position, this.current, this.length, count);
			this.length += count;
			position += count;
		}
	}

	private void grow() {
		if (this.full.isEmpty() && this.current.length < SEGMENT) {
			this.current = Arrays.copyOf(this.current, this.current.length * 2);
			return;
		}
		seal();
		this.current = new byte[Math.max(SEGMENT, this.fullLength / PART)];
	}

	/**
	 * Complete the current segment, and continue in another.
	 */
	private void seal() {
		this.full.add((this.length < this.current.length) ? Arrays.copyOf(this.current, this.length) : this.current);
		this.fullLength += this.length;
		this.current = new byte[SMALLEST];
		this.length = 0;
	}

	/**
	 * Return the length of the line so far.
	 */
	int size() {
		return this.fullLength + this.length;
	}

	/**
	 * Return the first character of the value that has been written there, behind its
	 * name.
	 */
	char firstOfValue(int start) {
		int position = start;
		while (byteAt(position) == ':' || byteAt(position) <= ' ') {
			position++;
		}
		return (char) byteAt(position);
	}

	private byte byteAt(int position) {
		int offset = position;
		for (byte[] segment : this.full) {
			if (offset < segment.length) {
				return segment[offset];
			}
			offset -= segment.length;
		}
		return this.current[offset];
	}

	/**
	 * End the line. In JSON, line breaks stand between tokens only, where a space does as
	 * well.
	 * @return the line, including its line feed
	 */
	byte[] line() {
		byte[] line = new byte[size() + 1];
		int position = 0;
		for (byte[] segment : this.full) {
			System.arraycopy(segment, 0, line, position, segment.length);
			position += segment.length;
		}
		System.arraycopy(this.current, 0, line, position, this.length);
		int end = size();
		int lineBreak = ByteScan.lineBreak(line, 0, end);
		while (lineBreak < end) {
			line[lineBreak] = ' ';
			lineBreak = ByteScan.lineBreak(line, lineBreak, end);
		}
		line[end] = '\n';
		// A large buffer is not kept for the next line
		begin(this.limit);
		return line;
	}

}
