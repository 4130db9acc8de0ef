package io.pluginhost.output;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * The newest of what a process wrote to stderr, as it may be told, including a line that
 * has no end yet: a question, or a progress bar. Guarded by itself.
 * <p>
 * Such a line is kept as it came until somebody asks: only then it is known what in it is
 * a secret. More of it is kept than is shown, so that no secret is cut where it begins.
 */
public final class StderrTail {

	/** Bytes of a line without end; four hold any character. */
	private static final int UNFINISHED = 64 * 1024;

	private static final byte[] NOTHING = new byte[0];

	private final int capacity;

	private final UnaryOperator<String> safe;

	private final UnaryOperator<String> safeSoFar;

	// Guarded by this
	private final StringBuilder text = new StringBuilder();

	// Guarded by this: a ring of the newest bytes of the line that has no end yet
	private byte[] unfinished = NOTHING;

	// Guarded by this: how many bytes of that line there were
	private long unfinishedLength;

	/**
	 * Create an empty tail.
	 * @param capacity how many characters it shows
	 * @param safe makes a line fit to be told
	 * @param safeSoFar does so with a line of which more may come
	 */
	public StderrTail(int capacity, UnaryOperator<String> safe, UnaryOperator<String> safeSoFar) {
		this.capacity = capacity;
		this.safe = safe;
		this.safeSoFar = safeSoFar;
	}

	/**
	 * Take a piece of a line that has no end yet.
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
	 * Take a whole line, with what has come of it in pieces.
	 * @param line the line, fit to be told
	 */
	public synchronized void add(String line) {
		forget();
		append(this.text, line);
		if (this.text.length() > this.capacity * 2) {
			this.text.delete(0, this.text.length() - this.capacity);
		}
	}

	/**
	 * Take what has come in pieces for a line.
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
	 * Return how many bytes are whole characters: the rest of the last one may come yet.
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
