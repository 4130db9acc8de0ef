package io.pluginhost.redaction;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Shortens text for logs and diagnostics, with a mark where something has been left out.
 */
public final class ShortText {

	private ShortText() {
	}

	/**
	 * Return a text, or its beginning with its length.
	 * @param text the text
	 * @param length the number of characters to keep
	 */
	public static String truncate(String text, int length) {
		return (text.length() <= length) ? text
				: "%s… (%d characters)".formatted(text.substring(0, end(text, length)), text.length());
	}

	/**
	 * Return JSON, or a text with its beginning and its length.
	 * @param json the JSON
	 * @param length the number of characters to keep
	 */
	public static JsonNode truncate(JsonNode json, int length) {
		String text = json.toString();
		return (text.length() <= length) ? json : JsonNodeFactory.instance.stringNode(truncate(text, length));
	}

	/**
	 * Return a duration as {@code 1h2m3.4s}.
	 */
	public static String of(Duration duration) {
		return duration.truncatedTo(ChronoUnit.MILLIS).toString().substring("PT".length()).toLowerCase(Locale.ROOT);
	}

	/**
	 * Do not cut a surrogate pair.
	 */
	private static int end(String text, int length) {
		return Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
	}

}
