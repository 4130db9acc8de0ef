package io.pluginhost.worker;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Makes a worker's words safe to be logged: what could forge a line of the log, or
 * command a terminal, is written as an escape.
 */
final class LogText {

	private static final String MARGIN = "  | ";

	private LogText() {
	}

	static String escape(String text) {
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
	 * Escape each line for itself, where several lines are meant to be seen. They are set
	 * in, so that none passes for a line of the log's own.
	 */
	static String escapeLines(String text) {
		return Arrays.stream(text.split("\n")).map((line) -> MARGIN + escape(line)).collect(Collectors.joining("\n"));
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
	 * The separators of Unicode end a line for some readers of logs, too.
	 */
	private static boolean isControl(char character) {
		return character != '\t'
				&& (Character.isISOControl(character) || character == '\u2028' || character == '\u2029');
	}

}
