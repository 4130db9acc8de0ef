package io.pluginhost.rpc;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import io.pluginhost.json.ByteScan;
import io.pluginhost.json.RawJson;

/**
 * Finds the members of one message in one pass over its bytes, without looking into them:
 * what is inside {@code params} or {@code result} is parsed when it is needed, by the
 * thread that needs it. Used by one thread, for one line after the other; knows no
 * recursion, so that no depth of nesting can hurt.
 *
 * @see "docs/decisions/scanned-messages.md"
 */
final class EnvelopeScanner {

	private static final byte[] NOTHING = new byte[0];

	private static final int NONE = -1;

	private static final Member[] KNOWN = Member.values();

	private static final JsonFactory JSON = new JsonFactory();

	/** Where values begin, by member; {@link #NONE} if there is none. */
	private final int[] starts = new int[KNOWN.length];

	private final int[] ends = new int[KNOWN.length];

	private final @Nullable String extension;

	private byte[] line = NOTHING;

	private int end;

	private int position;

	private @Nullable Member begun;

	/**
	 * Create a scanner.
	 * @param extension the name of the member that the dialect adds, if any
	 */
	EnvelopeScanner(@Nullable String extension) {
		this.extension = extension;
	}

	/**
	 * Stand before a line.
	 * @param line holds it
	 * @param offset where it begins
	 * @param length how long it is
	 * @return this
	 */
	EnvelopeScanner begin(byte[] line, int offset, int length) {
		this.line = line;
		this.end = offset + length;
		this.position = startsWithMark(line, offset, length) ? offset + 3 : offset;
		this.begun = null;
		Arrays.fill(this.starts, NONE);
		return this;
	}

	/**
	 * Release the line.
	 */
	void end() {
		this.line = NOTHING;
	}

	/**
	 * Return the member that was begun last, {@code null} if it has no meaning.
	 */
	@Nullable Member begun() {
		return this.begun;
	}

	boolean has(Member member) {
		return this.starts[member.ordinal()] != NONE;
	}

	/**
	 * Return whether a member has a value other than null.
	 */
	boolean isThere(Member member) {
		return has(member) && !isWord(member, "null");
	}

	/**
	 * Return whether a member's value is written exactly so.
	 */
	boolean isWord(Member member, String word) {
		int start = this.starts[member.ordinal()];
		return start != NONE && this.ends[member.ordinal()] - start == word.length() && matches(word, start);
	}

	/**
	 * Return a member's value, if there is one.
	 */
	@Nullable RawJson get(Member member) {
		int start = this.starts[member.ordinal()];
		return (start != NONE) ? RawJson.of(this.line, start, this.ends[member.ordinal()] - start) : null;
	}

	/**
	 * Return whether the value of a member is the text, written without escapes.
	 */
	boolean isText(Member member, String text) {
		int start = this.starts[member.ordinal()];
		int length = text.length();
		return start != NONE && this.ends[member.ordinal()] - start == length + 2 && this.line[start] == '"'
				&& matches(text, start + 1);
	}

	/**
	 * Some runtimes begin what they write with a byte order mark.
	 */
	private static boolean startsWithMark(byte[] line, int offset, int length) {
		return length >= 3 && line[offset] == (byte) 0xEF && line[offset + 1] == (byte) 0xBB
				&& line[offset + 2] == (byte) 0xBF;
	}

	/**
	 * Return whether there is nothing to read.
	 */
	boolean isBlank() {
		for (int i = this.position; i < this.end; i++) {
			if (!isSpace(this.line[i])) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Read the whole line. A member that stands twice counts as what it says last.
	 * @throws RpcFormatException if the line is not a JSON object, as far as can be seen
	 * without looking into values
	 */
	void scan() throws RpcFormatException {
		scanObject();
		finish();
	}

	/**
	 * Read one JSON object, whatever follows it.
	 * @throws RpcFormatException if the line does not begin with one
	 */
	void scanObject() throws RpcFormatException {
		if (next() != '{') {
			throw notJson("no JSON object");
		}
		if (next() == '}') {
			return;
		}
		this.position--;
		do {
			member();
		}
		while (anotherMember());
	}

	/**
	 * Return the position up to which the line has been read.
	 */
	int position() {
		return this.position;
	}

	private void member() throws RpcFormatException {
		if (next() != '"') {
			throw notJson("a member has no name");
		}
		int nameStart = this.position;
		skipString();
		Member member = member(nameStart, this.position - 1);
		this.begun = member;
		if (next() != ':') {
			throw notJson("a member has no value");
		}
		next();
		this.position--;
		int start = this.position;
		value();
		if (member != null) {
			this.starts[member.ordinal()] = start;
			this.ends[member.ordinal()] = this.position;
		}
	}

	/**
	 * Return the member of a name, without creating a string for other names.
	 */
	private @Nullable Member member(int start, int end) throws RpcFormatException {
		for (Member member : KNOWN) {
			String name = name(member);
			if (name != null && name.length() == end - start && matches(name, start)) {
				return member;
			}
		}
		for (int i = start; i < end; i++) {
			if (this.line[i] == '\\') {
				return member(escapedName(start, end));
			}
		}
		return null;
	}

	private @Nullable Member member(String text) {
		for (Member member : KNOWN) {
			if (text.equals(name(member))) {
				return member;
			}
		}
		return null;
	}

	private @Nullable String name(Member member) {
		return (member != Member.EXTENSION) ? member.text : this.extension;
	}

	private boolean matches(String name, int start) {
		for (int i = 0; i < name.length(); i++) {
			if (this.line[start + i] != name.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * These names are hardly ever written with escapes, but may be.
	 */
	private String escapedName(int start, int end) throws RpcFormatException {
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), this.line, start - 1, end - start + 2)) {
			parser.nextToken();
			return parser.getString();
		}
		catch (JacksonException ex) {
			throw notJson("a member's name is no text");
		}
	}

	private boolean anotherMember() throws RpcFormatException {
		int separator = next();
		if (separator != ',' && separator != '}') {
			throw notJson("neither ',' nor '}' after a member");
		}
		return separator == ',';
	}

	private void finish() throws RpcFormatException {
		while (this.position < this.end) {
			if (!isSpace(this.line[this.position++])) {
				throw notJson("text after the JSON object");
			}
		}
	}

	private void value() throws RpcFormatException {
		int start = this.position;
		switch (this.line[start]) {
			case '"' -> {
				this.position++;
				skipString();
			}
			case '{', '[' -> skipContainer();
			default -> skipScalar();
		}
		if (this.position == start) {
			throw notJson("a value is missing");
		}
	}

	/**
	 * Go behind the closing quote of a string, from behind its opening one.
	 */
	private void skipString() throws RpcFormatException {
		int i = ByteScan.quoteOrBackslash(this.line, this.position, this.end);
		while (i < this.end) {
			if (this.line[i] == '"') {
				this.position = i + 1;
				return;
			}
			i = ByteScan.quoteOrBackslash(this.line, Math.min(i + 2, this.end), this.end);
		}
		this.position = this.end;
		throw notJson("a string has no end");
	}

	private void skipContainer() throws RpcFormatException {
		int depth = 0;
		while (this.position < this.end) {
			switch (this.line[this.position++]) {
				case '"' -> skipString();
				case '{', '[' -> depth++;
				case '}', ']' -> {
					if (--depth == 0) {
						return;
					}
				}
				default -> {
					// part of a scalar, or between values
				}
			}
		}
		throw notJson("an object or array has no end");
	}

	private void skipScalar() throws RpcFormatException {
		while (this.position < this.end) {
			byte character = this.line[this.position];
			if (character == ',' || character == '}' || character == ']' || isSpace(character)) {
				return;
			}
			this.position++;
		}
		throw notJson("a value has no end");
	}

	/**
	 * Take the next character that is not white space.
	 */
	private int next() throws RpcFormatException {
		while (this.position < this.end) {
			byte character = this.line[this.position++];
			if (!isSpace(character)) {
				return character;
			}
		}
		throw notJson("the line ends too early");
	}

	private static boolean isSpace(byte character) {
		return character == ' ' || character == '\t' || character == '\r' || character == '\n';
	}

	private static RpcFormatException notJson(String message) {
		return new RpcFormatException(ProtocolError.NOT_JSON, message);
	}

	/**
	 * The members that have a meaning.
	 */
	enum Member {

		JSONRPC("jsonrpc"), ID("id"), RESULT("result"), METHOD("method"), PARAMS("params"), ERROR("error"),

		/** The member that the dialect adds, under the name that the dialect gives it. */
		EXTENSION("");

		private final String text;

		Member(String text) {
			this.text = text;
		}

	}

}
