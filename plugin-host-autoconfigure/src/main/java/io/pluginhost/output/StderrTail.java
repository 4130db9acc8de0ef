package io.pluginhost.output;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * The most recent output of a process on stderr, fit to be shown, including a line
 * without line feed such as a prompt or a progress bar. Guarded by itself.
 * <p>
 * Such a line is kept as bytes until an excerpt is requested, because secrets can be
 * masked only then. More of it is kept than is shown, so that no secret is cut at its
 * beginning.
 */
public final class StderrTail {

	/** Bytes kept of a line without line feed; a character has at most four. */
	private static final int UNFINISHED = 64 * 1024;

	private static final byte[] NOTHING = new byte[0];

	private final int capacity;

	private final UnaryOperator<String> safe;

	private final UnaryOperator<String> safeSoFar;

	// Guarded by this
	private final StringBuilder text = new StringBuilder();

	// Guarded by this: ring buffer of the last bytes of the line without line feed
	private byte[] unfinished = NOTHING;

	// Guarded by this: the length of that line in bytes
	private long unfinishedLength;

	/**
	 * Create an empty tail.
	 * @param capacity the number of characters to show
	 * @param safe masks secrets and escapes control characters
	 * @param safeSoFar does so for a line that may be continued
	 */
	public StderrTail(int capacity, UnaryOperator<String> safe, UnaryOperator<String> safeSoFar) {
		this.capacity = capacity;
		this.safe = safe;
		this.safeSoFar = safeSoFar;
	}

	/**
	 * Add a part of a line whose line feed has not been read.
	 */
	public synchronized void part(byte[] bytes, int offset, int length) {
		int room = (int) Math.min(UNFINISHED, this.unfinishedLength + length);
		if (this.unfinished.length < room) {
			int longer = Math.min(UNFINISHED, Math.max(room, 2 * this.unfinished.length));
			byte[] grown = new byte[longer];
			System.arraycopy(this.unfinished, 0, grown, 0, (int) this.unfinishedLength);
			this.unfinished = grown;
		}
		int from = offset + Math.max(0, length - UNFINISHED);
		this.unfinishedLength += from - offset;
		while (from < offset + length) {
			int at = (int) (this.unfinishedLength % UNFINISHED);
			int count = Math.min(offset + length - from, UNFINISHED - at);
			System.arraycopy(bytes, from, this.unfinished, at, count);
			from += count;
			this.unfinishedLength += count;
		}
	}

	/**
	 * Add a complete line, which replaces the parts added of it.
	 * @param line the line, fit to be shown
	 */
	public synchronized void add(String line) {
		forget();
		append(this.text, line);
		if (this.text.length() > this.capacity * 2) {
			this.text.delete(0, this.text.length() - this.capacity);
		}
	}

	/**
	 * Complete the line whose parts have been added.
	 */
	public synchronized void endLine() {
		add(this.safe.apply(unfinishedLine()));
	}

	public synchronized String excerpt() {
		StringBuilder all = this.text;
		if (this.unfinishedLength > 0) {
			all = new StringBuilder(this.text);
			append(all, this.safeSoFar.apply(unfinishedLine()));
		}
		int start = Math.max(0, all.length() - this.capacity);
		boolean half = start < all.length() && Character.isLowSurrogate(all.charAt(start));
		return all.substring(half ? start + 1 : start);
	}

	private void append(StringBuilder text, String line) {
		if (!text.isEmpty()) {
			text.append('\n');
		}
		text.append(line, Math.max(0, line.length() - this.capacity), line.length());
	}

	private void forget() {
		this.unfinished = NOTHING;
		this.unfinishedLength = 0;
	}

	private String unfinishedLine() {
		int length = (int) Math.min(UNFINISHED, this.unfinishedLength);
		int start = (this.unfinishedLength > UNFINISHED) ? (int) (this.unfinishedLength % UNFINISHED) : 0;
		byte[] bytes = new byte[length];
		System.arraycopy(this.unfinished, start, bytes, 0, length - start);
		System.arraycopy(this.unfinished, 0, bytes, length - start, start);
		return new String(bytes, 0, whole(bytes), StandardCharsets.UTF_8);
	}

	/**
	 * Return the number of bytes that are complete characters.
	 */
	private static int whole(byte[] bytes) {
		int last = bytes.length - 1;
		while (last >= Math.max(0, bytes.length - 3) && (bytes[last] & 0xC0) == 0x80) {
			last--;
		}
		if (last < 0 || bytes[last] >= 0) {
			return bytes.length;
		}
		int needed = ((bytes[last] & 0xF8) == 0xF0) ? 4 : ((bytes[last] & 0xF0) == 0xE0) ? 3 : 2;
		return (bytes.length - last < needed) ? last : bytes.length;
	}

}
