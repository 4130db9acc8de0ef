package io.pluginhost.redaction;

/**
 * Makes a worker's text safe to print: characters that could forge a log line, control a
 * terminal or change the reading order are written as escapes. Safe for use by any
 * thread.
 */
public final class PrintableText {

	static final String MARGIN = "  | ";

	private PrintableText() {
	}

	/**
	 * Return a text in which control characters, including line breaks, are escaped.
	 * @param text the text
	 * @return the same text if there is nothing to escape
	 */
	public static String escape(String text) {
		int first = firstControl(text);
		if (first < 0) {
			return text;
		}
		StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
		for (int i = first; i < text.length(); i++) {
			char character = text.charAt(i);
			if (!isControl(character)) {
				escaped.append(character);
			}
			else if (character == '\n') {
				escaped.append("\\n");
			}
			else if (character == '\r') {
				escaped.append("\\r");
			}
			else {
				escaped.append("\\u%04x".formatted((int) character));
			}
		}
		return escaped.toString();
	}

	/**
	 * Return a text in which control characters are escaped, and each line but the first
	 * is indented, so that none can be mistaken for a line of the log itself.
	 * @param text the text
	 * @return the same text if there is nothing to escape
	 */
	public static String print(String text) {
		if (firstControl(text) < 0) {
			return text;
		}
		StringBuilder printed = new StringBuilder(text.length() + 64);
		int start = 0;
		int end = text.indexOf('\n');
		while (end >= 0) {
			printed.append(escape(text.substring(start, end))).append('\n').append(MARGIN);
			start = end + 1;
			end = text.indexOf('\n', start);
		}
		return printed.append(escape(text.substring(start))).toString();
	}

	/**
	 * Return a text of which all lines are indented, without white space at its end.
	 * @param text the text
	 * @return the text
	 */
	public static String printLines(String text) {
		return MARGIN + print(text.stripTrailing());
	}

	private static int firstControl(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (isControl(text.charAt(i))) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Unicode separators also end a line for some log readers; directional marks change
	 * the order in which a line is shown.
	 */
	private static boolean isControl(char character) {
		if (character < '\u00a0') {
			return character != '\t' && Character.isISOControl(character);
		}
		return character == '\u061c' || (character >= '\u200e' && character <= '\u200f')
				|| (character >= '\u2028' && character <= '\u202e') || (character >= '\u2066' && character <= '\u2069');
	}

}
