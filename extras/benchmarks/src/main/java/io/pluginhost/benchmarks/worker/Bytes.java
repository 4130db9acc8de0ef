package io.pluginhost.benchmarks.worker;

import java.nio.charset.StandardCharsets;

/**
 * A range of an array.
 *
 * @param array the array
 * @param start where the range begins
 * @param end where it ends
 */
record Bytes(byte[] array, int start, int end) {

	/** What comes before the payload of a message fits in here. */
	private static final int HEAD = 768;

	static Bytes of(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
		return new Bytes(bytes, 0, bytes.length);
	}

	int length() {
		return this.end - this.start;
	}

	/**
	 * What follows a mark near the beginning, up to the end; nothing if there is no such
	 * mark.
	 */
	Bytes after(String mark) {
		int last = Math.min(this.end, this.start + HEAD) - mark.length();
		for (int i = this.start; i <= last; i++) {
			if (matches(i, mark)) {
				return new Bytes(this.array, i + mark.length(), this.end);
			}
		}
		return new Bytes(this.array, this.end, this.end);
	}

	boolean startsWith(String mark) {
		return length() >= mark.length() && matches(this.start, mark);
	}

	/**
	 * What comes before the first of some characters.
	 */
	Bytes until(String characters) {
		int i = this.start;
		while (i < this.end && characters.indexOf(this.array[i]) < 0) {
			i++;
		}
		return new Bytes(this.array, this.start, i);
	}

	/**
	 * What comes before the last quotation mark.
	 */
	Bytes untilLastQuote() {
		int i = this.end - 1;
		while (this.array[i] != '"') {
			i--;
		}
		return new Bytes(this.array, this.start, i);
	}

	private boolean matches(int at, String mark) {
		for (int i = 0; i < mark.length(); i++) {
			if (this.array[at + i] != mark.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	@Override
	public String toString() {
		return new String(this.array, this.start, length(), StandardCharsets.ISO_8859_1);
	}

}
