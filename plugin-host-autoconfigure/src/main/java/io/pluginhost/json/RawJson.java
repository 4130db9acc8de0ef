package io.pluginhost.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A piece of JSON as it was received, kept as bytes until it is read as a type. Owns a
 * range of an array that is no longer written to.
 */
public final class RawJson {

	private static final RawJson NULL = of("null");

	/** The number of digits that any long can hold. */
	private static final int MAX_DIGITS = 18;

	/** One digit more. */
	private static final long TOO_LARGE = 1_000_000_000_000_000_000L;

	private static final int LONGEST_NUMBER = 40;

	final byte[] bytes;

	final int offset;

	final int length;

	RawJson(byte[] bytes, int offset, int length) {
		this.bytes = bytes;
		this.offset = offset;
		this.length = length;
	}

	/**
	 * Return JSON as bytes.
	 * @param json the JSON text
	 * @return the same as bytes
	 */
	public static RawJson of(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return new RawJson(bytes, 0, bytes.length);
	}

	/**
	 * Return JSON that is part of a larger text.
	 * @param bytes the array, which is never written to afterwards
	 * @param offset the beginning of the JSON in the array
	 * @param length the length of the JSON
	 * @return the JSON, not copied
	 */
	public static RawJson of(byte[] bytes, int offset, int length) {
		return new RawJson(bytes, offset, length);
	}

	/**
	 * Return JSON's null.
	 * @return null
	 */
	public static RawJson ofNull() {
		return NULL;
	}

	/**
	 * Return the size of the text.
	 * @return the number of bytes
	 */
	public int length() {
		return this.length;
	}

	/**
	 * Return whether this is JSON's null.
	 * @return whether it is
	 */
	public boolean isNull() {
		return this.length == 4 && this.bytes[this.offset] == 'n';
	}

	/**
	 * Return whether this is the text, written without escapes.
	 */
	boolean isText(String text) {
		int end = text.length();
		if (this.length != end + 2 || this.bytes[this.offset] != '"') {
			return false;
		}
		for (int i = 0; i < end; i++) {
			if (this.bytes[this.offset + 1 + i] != text.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return whether this is a text in JSON.
	 * @return whether it is
	 */
	public boolean isText() {
		return this.bytes[this.offset] == '"';
	}

	/**
	 * Return whether this is a number in JSON, as far as its first character shows.
	 * @return whether it is
	 */
	public boolean isNumber() {
		byte first = this.bytes[this.offset];
		return first == '-' || (first >= '0' && first <= '9');
	}

	/**
	 * Return the text, if it can be read without a parser.
	 */
	@Nullable String plainText() {
		int end = this.offset + this.length - 1;
		for (int i = this.offset + 1; i < end; i++) {
			byte character = this.bytes[i];
			if (character < ' ' || character == '\\' || character == 0x7F) {
				return null;
			}
		}
		return new String(this.bytes, this.offset + 1, this.length - 2, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Return the integer that this is, quoted or not. Some languages know no integers and
	 * write {@code 7.0}.
	 * @return the integer, or −1 if this is none, is negative, or has more than 18 digits
	 */
	public long asLong() {
		int start = this.offset;
		int end = start + this.length;
		if (this.length > 1 && this.bytes[start] == '"') {
			start++;
			end--;
		}
		if (start == end || end - start > LONGEST_NUMBER) {
			return -1;
		}
		long value = 0;
		for (int i = start; i < end; i++) {
			int digit = this.bytes[i] - '0';
			if (digit < 0 || digit > 9 || i - start == MAX_DIGITS) {
				return decimal(start, end);
			}
			value = value * 10 + digit;
		}
		return value;
	}

	private long decimal(int start, int end) {
		if (this.bytes[start] < '0' || this.bytes[start] > '9') {
			return -1;
		}
		try {
			long value = new BigDecimal(new String(this.bytes, start, end - start, StandardCharsets.ISO_8859_1))
				.longValueExact();
			return (value < TOO_LARGE) ? value : -1;
		}
		catch (ArithmeticException | NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * Return whether this is an object in JSON, as far as its first character shows.
	 * @return whether it is
	 */
	public boolean isObject() {
		return this.bytes[this.offset] == '{';
	}

	/**
	 * Return whether this is an object or array that is part of a larger text, in which
	 * its end has been found.
	 */
	boolean isEnclosed() {
		return this.offset > 0 && (this.bytes[this.offset] == '{' || this.bytes[this.offset] == '[');
	}

	/**
	 * Return the bytes of the JSON text.
	 * @return a copy
	 */
	public byte[] toByteArray() {
		return Arrays.copyOfRange(this.bytes, this.offset, this.offset + this.length);
	}

	/**
	 * Return the JSON text.
	 */
	@Override
	public String toString() {
		return new String(this.bytes, this.offset, this.length, StandardCharsets.UTF_8);
	}

}
