package io.pluginhost.protocol;

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
import io.pluginhost.protocol.WorkerNotification.LogLine;
import io.pluginhost.protocol.WorkerNotification.Malformed;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.ShortText;

/**
 * Reads what a worker logs. Takes a message of any type and length; of a very long one it
 * keeps the beginning, as of lines of stderr.
 */
final class LogLineReader {

	/** The name of the field that holds how many other members there were. */
	static final String OMITTED = "_omitted";

	/** In characters; a longer message is cut. */
	private static final int MAX_LENGTH = 64 * 1024;

	private static final int HEAD = 4096;

	private static final int LONGEST_LEVEL = 16;

	private static final int LONGEST_NAME = 64;

	private static final int LONGEST_VALUE = 2000;

	private final JsonCodec json;

	LogLineReader(JsonCodec json) {
		this.json = json;
	}

	WorkerNotification read(RawMembers params) {
		RawJson message = params.get("message");
		if (message == null) {
			return new Malformed("log without message");
		}
		String levelName = levelName(params.get("level"));
		return new LogLine(level(levelName), levelName, text(message), meta(params.get("meta")));
	}

	private @Nullable String levelName(@Nullable RawJson level) {
		if (level == null || !level.isText()) {
			return null;
		}
		// Short names are few, and are read without a new string
		String known = (level.length() <= LONGEST_LEVEL) ? this.json.name(level) : null;
		return (known != null) ? PrintableText.escape(known) : text(level);
	}

	static Level level(@Nullable String name) {
		return switch ((name != null) ? name.toLowerCase(Locale.ROOT) : "") {
			case "trace" -> Level.TRACE;
			case "debug" -> Level.DEBUG;
			case "warn", "warning" -> Level.WARN;
			case "error", "fatal" -> Level.ERROR;
			default -> Level.INFO;
		};
	}

	private String text(RawJson value) {
		String read = this.json.text(value);
		// A value of another type is shown as it came
		String text = (read != null) ? read : value.toString();
		boolean cut = text.length() > MAX_LENGTH;
		return PrintableText
			.escape(cut ? text.substring(0, HEAD) + "… (%d characters)".formatted(text.length()) : text);
	}

	/**
	 * Return the first members, each as a short text under a short name, and the number
	 * of the others under {@value #OMITTED}.
	 */
	private Map<String, @Nullable Object> meta(@Nullable RawJson meta) {
		if (meta == null || !meta.isObject()) {
			return Map.of();
		}
		return (meta.length() <= MAX_LENGTH) ? fields(meta)
				: Map.of(OMITTED, "all (%d bytes)".formatted(meta.length()));
	}

	private Map<String, @Nullable Object> fields(RawJson meta) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		try {
			int omitted = 0;
			for (Map.Entry<String, JsonNode> member : this.json.readTree(meta).properties()) {
				if (fields.size() < LogLine.MAX_MEMBERS) {
					fields.put(PrintableText.escape(ShortText.truncate(member.getKey(), LONGEST_NAME)),
							value(member.getValue()));
				}
				else {
					omitted++;
				}
			}
			if (omitted > 0) {
				fields.put(OMITTED, Integer.toString(omitted));
			}
		}
		catch (JacksonException ex) {
			fields.clear();
		}
		return fields;
	}

	/**
	 * Always a text: where logs are searched, a field that once was a number refuses an
	 * event in which it is none.
	 */
	private static String value(JsonNode node) {
		return PrintableText
			.escape(ShortText.truncate(node.isString() ? node.stringValue() : node.toString(), LONGEST_VALUE));
	}

}
