package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds the members of one message in one pass over its bytes, without looking into them:
 * what is inside {@code params} or {@code result} is parsed when somebody asks for it, by
 * whoever asks. Used by one thread for one line; knows no recursion, so that no depth of
 * nesting can hurt.
 */
final class EnvelopeScanner {

	private static final String[] KNOWN = { "jsonrpc", "id", "result", "method", "params", "error",
			"paperclipInvocationId" };

	private static final JsonFactory JSON = new JsonFactory();

	private final byte[] line;

	private final int end;

	private int position;

	/** The member that was begun last, empty if this protocol does not know it. */
	@Nullable String member;

	@Nullable RawJson version;

	@Nullable RawJson id;

	@Nullable RawJson method;

	@Nullable RawJson params;

	@Nullable RawJson result;

	@Nullable RawJson error;

	@Nullable RawJson invocationId;

	EnvelopeScanner(byte[] line, int offset, int length) {
		this.line = line;
		this.end = offset + length;
		this.position = startsWithMark(line, offset, length) ? offset + 3 : offset;
	}

	/**
	 * Some runtimes begin what they write with a byte order mark.
	 */
	private static boolean startsWithMark(byte[] line, int offset, int length) {
		return length >= 3 && line[offset] == (byte) 0xEF && line[offset + 1] == (byte) 0xBB
				&& line[offset + 2] == (byte) 0xBF;
	}

	/**
	 * Whether there is nothing to read.
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
	 * @throws RpcFormatException if it is no JSON object, as far as can be seen from
	 * outside its values
	 */
	void scan() throws RpcFormatException {
		if (next() != '{') {
			throw notJson("no JSON object");
		}
		if (next() == '}') {
			finish();
			return;
		}
		this.position--;
		do {
			member();
		}
		while (anotherMember());
		finish();
	}

	private void member() throws RpcFormatException {
		if (next() != '"') {
			throw notJson("a member has no name");
		}
		int nameStart = this.position;
		skipString();
		String name = name(nameStart, this.position - 1);
		this.member = name;
		if (next() != ':') {
			throw notJson("a member has no value");
		}
		next();
		this.position--;
		assign(name, value());
	}

	/**
	 * Find which member this is, without making anything of the others.
	 */
	private String name(int start, int end) throws RpcFormatException {
		for (String name : KNOWN) {
			if (name.length() == end - start && matches(name, start)) {
				return name;
			}
		}
		for (int i = start; i < end; i++) {
			if (this.line[i] == '\\') {
				return escapedName(start, end);
			}
		}
		return "";
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
	 * Nobody writes these names so, but may.
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

	private void assign(String name, RawJson value) {
		switch (name) {
			case "jsonrpc" -> this.version = value;
			case "id" -> this.id = value;
			case "method" -> this.method = value;
			case "params" -> this.params = value;
			case "result" -> this.result = value;
			case "error" -> this.error = value;
			case "paperclipInvocationId" -> this.invocationId = value;
			default -> {
				// a member this protocol does not know is nobody's business
			}
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

	private RawJson value() throws RpcFormatException {
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
		return new RawJson(this.line, start, this.position - start);
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

}
