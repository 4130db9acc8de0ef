package io.pluginhost.json;

import org.jspecify.annotations.Nullable;

/**
 * Goes over JSON without reading values. Allocates nothing, never blocks, and never
 * fails: where it returns {@link #REFUSED}, a parser has to decide, for which it may be
 * valid all the same. It refuses all that a parser could refuse, and also deep nesting
 * and numbers of many digits, for which parsers have limits.
 *
 * @see "docs/decisions/scanned-messages.md"
 */
final class JsonPass {

	/** Not a position. */
	static final int REFUSED = -1;

	private static final int MAX_DEPTH = 64;

	private static final int MAX_NUMBER = 200;

	private static final int MAX_NAME = 1024;

	private JsonPass() {
	}

	/**
	 * Go over white space.
	 * @return the position of the first other character, or the end
	 */
	static int space(byte[] json, int from, int end) {
		int i = from;
		while (i < end && (json[i] == ' ' || json[i] == '\t' || json[i] == '\r' || json[i] == '\n')) {
			i++;
		}
		return i;
	}

	/**
	 * Go over an object or array.
	 * @param from the position of its bracket
	 * @param found invoked with each member or element, or {@code null}
	 * @return the position after it
	 */
	static int container(byte[] json, int from, int end, int depth, @Nullable Found found) {
		boolean named = json[from] == '{';
		char close = named ? '}' : ']';
		int i = space(json, from + 1, end);
		if (i < end && json[i] == close) {
			return i + 1;
		}
		while (i < end && depth < MAX_DEPTH) {
			int name = i + 1;
			int nameLength = 0;
			if (named) {
				int quote = string(json, i, end);
				i = colon(json, quote, end);
				nameLength = quote - 1 - name;
			}
			int value = i;
			i = value(json, i, end, depth + 1);
			if (i == REFUSED || nameLength > MAX_NAME) {
				return REFUSED;
			}
			if (found != null) {
				found.found(name, nameLength, value, i - value);
			}
			i = space(json, i, end);
			if (i < end && json[i] == close) {
				return i + 1;
			}
			if (i == end || json[i] != ',') {
				return REFUSED;
			}
			i = space(json, i + 1, end);
		}
		return REFUSED;
	}

	/**
	 * Go over a colon and the space around it.
	 */
	private static int colon(byte[] json, int from, int end) {
		int i = (from != REFUSED) ? space(json, from, end) : end;
		return (i < end && json[i] == ':') ? space(json, i + 1, end) : REFUSED;
	}

	private static int value(byte[] json, int from, int end, int depth) {
		if (from == REFUSED || from == end) {
			return REFUSED;
		}
		return switch (json[from]) {
			case '{', '[' -> container(json, from, end, depth, null);
			case '"' -> string(json, from, end);
			case 't' -> word("true", json, from, end);
			case 'f' -> word("false", json, from, end);
			case 'n' -> word("null", json, from, end);
			default -> number(json, from, end);
		};
	}

	private static int word(String word, byte[] json, int from, int end) {
		if (end - from < word.length()) {
			return REFUSED;
		}
		for (int i = 1; i < word.length(); i++) {
			if (json[from + i] != word.charAt(i)) {
				return REFUSED;
			}
		}
		return from + word.length();
	}

	private static int number(byte[] json, int from, int end) {
		int start = (json[from] == '-') ? from + 1 : from;
		int i = digits(json, start, end);
		if (i > start + 1 && json[start] == '0') {
			return REFUSED;
		}
		if (i != REFUSED && i < end && json[i] == '.') {
			i = digits(json, i + 1, end);
		}
		if (i != REFUSED && i < end && (json[i] == 'e' || json[i] == 'E')) {
			boolean signed = i + 1 < end && (json[i + 1] == '+' || json[i + 1] == '-');
			i = digits(json, signed ? i + 2 : i + 1, end);
		}
		return (i - from <= MAX_NUMBER) ? i : REFUSED;
	}

	private static int digits(byte[] json, int from, int end) {
		int i = from;
		while (i < end && json[i] >= '0' && json[i] <= '9') {
			i++;
		}
		return (i > from) ? i : REFUSED;
	}

	/**
	 * Go over a text, from its opening quote to behind its closing one.
	 */
	private static int string(byte[] json, int from, int end) {
		int i = (json[from] == '"') ? from + 1 : REFUSED;
		while (i != REFUSED && i < end) {
			byte character = json[i];
			if (character == '"') {
				return i + 1;
			}
			if (character == '\\') {
				i = escape(json, i + 1, end);
			}
			else if (character >= ' ') {
				i = ByteScan.notPlain(json, i + 1, end);
			}
			else {
				i = wide(json, i, end);
			}
		}
		return REFUSED;
	}

	private static int escape(byte[] json, int from, int end) {
		if (from == end) {
			return REFUSED;
		}
		return switch (json[from]) {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> from + 1;
			case 'u' -> hex(json, from + 1, end);
			default -> REFUSED;
		};
	}

	private static int hex(byte[] json, int from, int end) {
		if (end - from < 4) {
			return REFUSED;
		}
		for (int i = from; i < from + 4; i++) {
			// Other bytes are parts of characters, and not digits
			if (Character.digit(json[i], 16) < 0) {
				return REFUSED;
			}
		}
		return from + 4;
	}

	/**
	 * Go over a character of several bytes in UTF-8; what has fewer is a control
	 * character here, which JSON does not allow.
	 */
	private static int wide(byte[] json, int from, int end) {
		int first = json[from] & 0xFF;
		int more = (first >= 0xF0) ? 3 : (first >= 0xE0) ? 2 : 1;
		if (first < 0xC2 || first > 0xF4 || end - from <= more) {
			return REFUSED;
		}
		for (int i = from + 1; i <= from + more; i++) {
			if ((json[i] & 0xC0) != 0x80) {
				return REFUSED;
			}
		}
		int second = json[from + 1] & 0xFF;
		boolean possible = switch (first) {
			case 0xE0 -> second >= 0xA0;
			case 0xED -> second < 0xA0;
			case 0xF0 -> second >= 0x90;
			case 0xF4 -> second < 0x90;
			default -> true;
		};
		return possible ? from + 1 + more : REFUSED;
	}

	/**
	 * Takes the members or elements of a container.
	 */
	interface Found {

		/**
		 * Take a member or element.
		 * @param name the position of its name, without the quote
		 * @param nameLength the length of its name, 0 for an element
		 * @param value the position of its value
		 * @param valueLength the length of its value
		 */
		void found(int name, int nameLength, int value, int valueLength);

	}

}
