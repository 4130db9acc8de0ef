package io.pluginhost.output;

/**
 * The thread dump of a JVM that hangs. It is written to stdout between the messages, and
 * collected so that it can be logged as a whole. Guarded by itself.
 */
public final class ThreadDump {

	/** First line of a dump of HotSpot. */
	private static final String BEGINNING = "Full thread dump";

	/** Characters, about those of a thousand threads. */
	private static final int CAPACITY = 512 * 1024;

	// Guarded by this
	private final StringBuilder text = new StringBuilder();

	// Guarded by this
	private boolean expected;

	// Guarded by this
	private long omitted;

	/**
	 * Expect a dump: lines are collected from its first line on.
	 */
	public synchronized void expect() {
		this.expected = true;
	}

	/**
	 * Add a line that is no message.
	 * @return whether it belongs to the dump
	 */
	public synchronized boolean take(String line) {
		if (!this.expected || (this.text.isEmpty() && !line.startsWith(BEGINNING))) {
			return false;
		}
		if (this.text.length() + line.length() > CAPACITY) {
			this.omitted++;
		}
		else {
			this.text.append(line).append('\n');
		}
		return true;
	}

	/**
	 * Return the dump when the process has ended.
	 * @return the dump, or an empty text
	 */
	public synchronized String end() {
		this.expected = false;
		return (this.omitted > 0) ? this.text + "… (%d more lines)".formatted(this.omitted) : this.text.toString();
	}

}
