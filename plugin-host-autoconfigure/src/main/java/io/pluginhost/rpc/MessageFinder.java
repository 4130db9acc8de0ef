package io.pluginhost.rpc;

/**
 * Finds JSON objects on a line that holds other text too: a progress bar, terminal codes,
 * a banner, another message whose line feed is missing. Used by one thread.
 * <p>
 * Reads no more than some times the length of the line: every brace may begin an object
 * that has no end.
 */
final class MessageFinder {

	/** How often the line may be read. Only what is nearly an object is read twice. */
	private static final int TIMES = 8;

	private static final byte ESCAPE = 0x1B;

	private final EnvelopeScanner scanner;

	private final byte[] line;

	private final int end;

	private int position;

	private final long budget;

	private long read;

	private int start;

	/**
	 * Stand before a line.
	 * @param scanner reads the objects
	 * @param line holds the line
	 * @param offset where it begins
	 * @param length how long it is
	 */
	MessageFinder(EnvelopeScanner scanner, byte[] line, int offset, int length) {
		this.scanner = scanner;
		this.line = line;
		this.position = offset;
		this.end = offset + length;
		this.budget = (long) TIMES * length;
	}

	/**
	 * Go to the next whole object.
	 * @return whether there is one, which the scanner has read then
	 */
	boolean next() {
		while (nextCandidate()) {
			try {
				this.scanner.begin(this.line, this.start, this.end - this.start).scanObject();
				skip();
				return true;
			}
			catch (RpcFormatException ex) {
				fail();
			}
		}
		return false;
	}

	/**
	 * Go to what may be the beginning of the next object.
	 * @return whether there is one, and it may still be read
	 */
	boolean nextCandidate() {
		while (this.position < this.end && this.read < this.budget) {
			if (this.line[this.position++] == '{' && isNameNext()) {
				this.start = this.position - 1;
				return true;
			}
		}
		return false;
	}

	private boolean isNameNext() {
		int next = this.position;
		while (next < this.end && (this.line[next] == ' ' || this.line[next] == '\t')) {
			next++;
		}
		this.read += next - this.position;
		return next < this.end && this.line[next] == '"';
	}

	/**
	 * Go behind the object that has been read.
	 */
	void skip() {
		fail();
		this.position = this.scanner.position();
	}

	/**
	 * Count what has been read of what may be no object.
	 */
	void fail() {
		this.read += this.scanner.position() - this.start;
	}

	/**
	 * Return the number of bytes read of what is or may have been an object.
	 */
	long bytesRead() {
		return this.read;
	}

	/**
	 * Return the beginning of the object that was found last.
	 */
	int start() {
		return this.start;
	}

	/**
	 * Return the end of the object that was found last.
	 */
	int position() {
		return this.position;
	}

	/**
	 * Return whether what follows, up to the next object, has no meaning.
	 */
	boolean isBeforeNothing() {
		return isMeaningless(this.line, this.position, this.end);
	}

	/**
	 * Return whether a part of a line, up to the next object, is white space, control
	 * characters and terminal codes, such as {@code ESC [ 0 m} or
	 * {@code ESC ] 0 ; title BEL}.
	 */
	static boolean isMeaningless(byte[] line, int from, int end) {
		int i = from;
		while (i < end && line[i] != '{') {
			if (line[i] == ESCAPE) {
				i = afterCode(line, i + 1, end);
			}
			else if ((line[i] >= 0 && line[i] <= ' ') || line[i] == 0x7F) {
				i++;
			}
			else {
				return false;
			}
		}
		return true;
	}

	private static int afterCode(byte[] line, int from, int end) {
		if (from == end) {
			return end;
		}
		int i = from + 1;
		switch (line[from]) {
			case '[' -> {
				while (i < end && line[i] >= 0x20 && line[i] < 0x40) {
					i++;
				}
				return Math.min(i + 1, end);
			}
			case ']', 'P', '^', '_', 'X' -> {
				while (i < end && line[i] != 0x07 && line[i] != ESCAPE) {
					i++;
				}
				return (i < end && line[i] == ESCAPE) ? Math.min(i + 2, end) : Math.min(i + 1, end);
			}
			default -> {
				while (i < end && line[i - 1] >= 0x20 && line[i - 1] < 0x30) {
					i++;
				}
				return i;
			}
		}
	}

}
