package io.pluginhost.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes that have a meaning among many that do not, eight at a time. All methods
 * return the position of the first such byte, or the end.
 */
public final class ByteScan {

	private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGHS = 0x8080808080808080L;

	private ByteScan() {
	}

	/**
	 * Find what ends a JSON text, or may precede a quote that does not.
	 */
	public static int quoteOrBackslash(byte[] bytes, int from, int end) {
		int i = from;
		while (i + Long.BYTES <= end) {
			long eight = (long) EIGHT.get(bytes, i);
			if ((any(eight, '"') | any(eight, '\\')) != 0) {
				break;
			}
			i += Long.BYTES;
		}
		while (i < end && bytes[i] != '"' && bytes[i] != '\\') {
			i++;
		}
		return i;
	}

	/**
	 * Find what does not stand for itself in a JSON text: a quote, a backslash, a control
	 * character, or a part of a character of several bytes.
	 */
	static int notPlain(byte[] bytes, int from, int end) {
		int i = from;
		while (i + Long.BYTES <= end) {
			long eight = (long) EIGHT.get(bytes, i);
			if ((any(eight, '"') | any(eight, '\\') | below(eight, ' ') | (eight & HIGHS)) != 0) {
				break;
			}
			i += Long.BYTES;
		}
		while (i < end && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
			i++;
		}
		return i;
	}

	/**
	 * Find a line feed or a carriage return.
	 */
	static int lineBreak(byte[] bytes, int from, int end) {
		int i = from;
		while (i + Long.BYTES <= end) {
			long eight = (long) EIGHT.get(bytes, i);
			if ((any(eight, '\n') | any(eight, '\r')) != 0) {
				break;
			}
			i += Long.BYTES;
		}
		while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
			i++;
		}
		return i;
	}

	/**
	 * Find a question mark.
	 */
	static int questionMark(byte[] bytes, int from, int end) {
		int i = from;
		while (i + Long.BYTES <= end && any((long) EIGHT.get(bytes, i), '?') == 0) {
			i += Long.BYTES;
		}
		while (i < end && bytes[i] != '?') {
			i++;
		}
		return i;
	}

	/**
	 * Return a number other than zero if one of the eight is the character.
	 */
	private static long any(long eight, char character) {
		return below(eight ^ (ONES * character), 1);
	}

	/**
	 * Return a number other than zero if one of the eight is less than the limit, which
	 * is at most 128.
	 */
	private static long below(long eight, int limit) {
		return (eight - ONES * limit) & ~eight & HIGHS;
	}

}
