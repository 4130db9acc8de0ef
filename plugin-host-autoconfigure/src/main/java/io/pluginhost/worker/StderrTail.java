package io.pluginhost.worker;

/**
 * The newest of what a process wrote to stderr, as it may be told. Guarded by itself.
 */
final class StderrTail {

	private final int capacity;

	// Guarded by this
	private final StringBuilder text = new StringBuilder();

	StderrTail(int capacity) {
		this.capacity = capacity;
	}

	synchronized void add(String line) {
		if (!this.text.isEmpty()) {
			this.text.append('\n');
		}
		this.text.append(line, Math.max(0, line.length() - this.capacity), line.length());
		if (this.text.length() > this.capacity * 2) {
			this.text.delete(0, this.text.length() - this.capacity);
		}
	}

	synchronized String excerpt() {
		int start = Math.max(0, this.text.length() - this.capacity);
		boolean half = start < this.text.length() && Character.isLowSurrogate(this.text.charAt(start));
		return this.text.substring(half ? start + 1 : start);
	}

}
