package io.pluginhost.output;

/**
 * The thread dump of a JVM that hangs. It comes among the messages, as many lines that
 * are none, and is kept together so that it can be logged as a whole. Guarded by itself.
 */
public final class ThreadDump {

	/** How every HotSpot begins. */
	private static final String BEGINNING = "Full thread dump";

	/** Characters; a thousand threads need about as many. */
	private static final int CAPACITY = 512 * 1024;

	// Guarded by this
	private final StringBuilder text = new StringBuilder();

	// Guarded by this
	private boolean expected;

	// Guarded by this
	private long omitted;

	/**
	 * Be ready: what comes from its first line on belongs to it.
	 */
	public synchronized void expect() {
		this.expected = true;
	}

	/**
	 * Take a line that is no message.
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
	 * Return all there is, once the process has ended.
	 * @return the dump, or nothing
	 */
	public synchronized String end() {
		this.expected = false;
		return (this.omitted > 0) ? this.text + "… (%d more lines)".formatted(this.omitted) : this.text.toString();
	}

}
