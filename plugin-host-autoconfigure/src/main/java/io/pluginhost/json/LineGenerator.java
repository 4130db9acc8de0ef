package io.pluginhost.json;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.json.JsonMapper;

/**
 * A generator that writes long texts all at once if none of their characters is escaped:
 * to look at each character takes longer than everything else. Used by one thread.
 */
public final class LineGenerator extends JsonGeneratorDelegate {

	/** Short texts are written as fast the ordinary way. */
	private static final int LONG = 512;

	/** As many as the digits of a long. */
	private static final int DIGITS = 19;

	private final LineBuffer buffer;

	private final JsonMapper mapper;

	private char[] characters = new char[64];

	/** Whether characters stand for themselves that do for everybody else. */
	private final boolean ordinary;

	LineGenerator(JsonGenerator json, LineBuffer buffer, JsonMapper mapper) {
		super(json);
		this.buffer = buffer;
		this.mapper = mapper;
		this.ordinary = json.getCharacterEscapes() == null;
	}

	@Override
	public JsonGenerator writeString(@Nullable String text) throws JacksonException {
		byte[] plain = (text != null && text.length() >= LONG && this.ordinary) ? plain(text) : null;
		if (plain == null) {
			super.writeString(text);
			return this;
		}
		this.delegate.writeRawValue("\"");
		this.delegate.flush();
		this.buffer.adopt(plain);
		this.delegate.writeRaw('"');
		return this;
	}

	/**
	 * Write any value.
	 * @param value the value: JSON as it stands, or an object that the mapper writes
	 */
	public void writeValue(@Nullable Object value) {
		if (value instanceof RawJson raw) {
			writeRawValue(raw.toString());
		}
		else {
			this.mapper.writeValue(this, value);
		}
	}

	/**
	 * Write a value as {@link #writeValue} does, and look at it.
	 * @param value the value of a member whose name has been written
	 * @return the first character of the value
	 */
	public char writeValueAndGetFirst(@Nullable Object value) {
		flush();
		int start = this.buffer.size();
		writeValue(value);
		flush();
		return this.buffer.firstOfValue(start);
	}

	/**
	 * Write a text that ends in a number, without creating a string for it.
	 * @param prefix the beginning of the text
	 * @param number the number, not negative
	 */
	public void writeString(String prefix, long number) {
		int length = prefix.length();
		if (this.characters.length < length + DIGITS) {
			this.characters = new char[length + DIGITS];
		}
		prefix.getChars(0, length, this.characters, 0);
		int digits = 1;
		for (long rest = number / 10; rest > 0; rest /= 10) {
			digits++;
		}
		long rest = number;
		for (int i = length + digits - 1; i >= length; i--) {
			this.characters[i] = (char) ('0' + rest % 10);
			rest /= 10;
		}
		this.delegate.writeString(this.characters, 0, length + digits);
	}

	/**
	 * Return the bytes of a text of which each character is one byte that is written as
	 * it is.
	 */
	private static byte @Nullable [] plain(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length != text.length() || ByteScan.notPlain(bytes, 0, bytes.length) < bytes.length) {
			return null;
		}
		// Half a character becomes a question mark, though it is not to be written at all
		boolean sure = ByteScan.questionMark(bytes, 0, bytes.length) == bytes.length
				|| text.equals(new String(bytes, StandardCharsets.ISO_8859_1));
		return sure ? bytes : null;
	}

}
