package io.pluginhost.json;

import java.nio.charset.StandardCharsets;

/**
 * The beginning of a text or of bytes, to be shown.
 */
public final class Excerpt {

	private static final int LENGTH = 200;

	private Excerpt() {
	}

	public static String of(byte[] buffer, int offset, int length) {
		// Four bytes hold any character of UTF-8
		return of(new String(buffer, offset, Math.min(length, LENGTH * 4), StandardCharsets.UTF_8));
	}

	public static String of(RawJson json) {
		return of(json.bytes, json.offset, json.length);
	}

	public static String of(String text) {
		return (text.length() <= LENGTH) ? text : text.substring(0, LENGTH) + "…";
	}

}
