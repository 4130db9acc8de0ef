package io.pluginhost.output;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;
import io.pluginhost.json.RawMembers;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.ShortText;

/**
 * What a worker says with {@code log}, made fit for a log. Takes words of any shape and
 * length; of very long ones it keeps the beginning, as of lines of stderr.
 */
public final class LogNotification {

	/** What is longer is cut. */
	private static final int MAX_LENGTH = 64 * 1024;

	private static final int HEAD = 4096;

	private static final int LONGEST_LEVEL = 16;

	/** As many members of meta become fields of the log. */
	public static final int MAX_MEMBERS = 32;

	/** Where it is told how many others there were. */
	static final String OMITTED = "_omitted";

	private static final int LONGEST_NAME = 64;

	private static final int LONGEST_VALUE = 2000;

	private LogNotification() {
	}

	/**
	 * Return how grave it is in the worker's own word, or {@code null} for no word.
	 */
	public static @Nullable String word(RawMembers params, JsonCodec codec) {
		RawJson level = params.get("level");
		if (level == null || !level.isText()) {
			return null;
		}
		// The same few again and again
		String known = (level.length() <= LONGEST_LEVEL) ? codec.name(level) : null;
		return (known != null) ? PrintableText.escape(known) : words(level, codec);
	}

	/**
	 * Return what was told beside the words: so many members, each a short text under a
	 * short name. How many others there were is told under {@value #OMITTED}.
	 */
	public static Map<String, @Nullable Object> meta(RawMembers params, JsonCodec codec) {
		RawJson meta = params.get("meta");
		if (meta == null || !meta.isObject()) {
			return Map.of();
		}
		return (meta.length() <= MAX_LENGTH) ? meta(meta, codec)
				: Map.of(OMITTED, "all (%d bytes)".formatted(meta.length()));
	}

	public static Level level(@Nullable String name) {
		return switch ((name != null) ? name.toLowerCase(Locale.ROOT) : "") {
			case "trace" -> Level.TRACE;
			case "debug" -> Level.DEBUG;
			case "warn", "warning" -> Level.WARN;
			case "error", "fatal" -> Level.ERROR;
			default -> Level.INFO;
		};
	}

	private static Map<String, @Nullable Object> meta(RawJson json, JsonCodec codec) {
		Map<String, @Nullable Object> meta = new LinkedHashMap<>();
		try {
			int omitted = 0;
			for (Map.Entry<String, JsonNode> member : codec.readTree(json).properties()) {
				if (meta.size() < MAX_MEMBERS) {
					meta.put(PrintableText.escape(ShortText.truncate(member.getKey(), LONGEST_NAME)),
							value(member.getValue()));
				}
				else {
					omitted++;
				}
			}
			if (omitted > 0) {
				meta.put(OMITTED, Integer.toString(omitted));
			}
		}
		catch (JacksonException ex) {
			meta.clear();
		}
		return meta;
	}

	/**
	 * Always a text: where logs are searched, a field that once was a number refuses the
	 * event in which it is none.
	 */
	private static String value(JsonNode node) {
		return PrintableText
			.escape(ShortText.truncate(node.isString() ? node.stringValue() : node.toString(), LONGEST_VALUE));
	}

	public static String words(RawJson json, JsonCodec codec) {
		String read = codec.text(json);
		// What is no text is shown as it came
		String text = (read != null) ? read : json.toString();
		boolean cut = text.length() > MAX_LENGTH;
		return PrintableText
			.escape(cut ? text.substring(0, HEAD) + "… (%d characters)".formatted(text.length()) : text);
	}

}
