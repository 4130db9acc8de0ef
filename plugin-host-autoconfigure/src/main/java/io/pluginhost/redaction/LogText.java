package io.pluginhost.redaction;

/**
 * Makes a worker's words safe to be logged: what could forge a line of the log, or
 * command a terminal, is written as an escape.
 */
public final class LogText {

	private LogText() {
	}

	public static String escape(String text) {
		return PrintableText.escape(text);
	}

	/**
	 * Escape each line for itself, where several lines are meant to be seen. They are set
	 * in, so that none passes for a line of the log's own.
	 */
	public static String escapeLines(String text) {
		return PrintableText.printLines(text.stripTrailing());
	}

}
