package io.pluginhost.worker;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RawMembers;
import io.pluginhost.rpc.RpcCodec;

/**
 * What a worker says with {@code log}, made fit for a log. Takes words of any shape and
 * length; of very long ones it keeps the beginning, as of lines of stderr.
 */
final class LogNotification {

	/** What is longer is cut. */
	private static final int MAX_LENGTH = 64 * 1024;

	private static final int HEAD = 4096;

	private static final int LONGEST_LEVEL = 16;

	private LogNotification() {
	}

	/**
	 * Return how grave it is in the worker's own word, or {@code null} for no word.
	 */
	static @Nullable String word(RawMembers params, RpcCodec codec) {
		RawJson level = params.get("level");
		if (level == null || !level.isText()) {
			return null;
		}
		// The same few again and again
		String known = (level.length() <= LONGEST_LEVEL) ? codec.name(level) : null;
		return (known != null) ? LogText.escape(known) : words(level, codec);
	}

	/**
	 * Return what was told beside the words.
	 */
	static Map<String, @Nullable Object> meta(RawMembers params, RpcCodec codec) {
		RawJson meta = params.get("meta");
		boolean told = meta != null && meta.isObject() && meta.length() <= MAX_LENGTH;
		return (told && meta != null) ? meta(meta, codec) : Map.of();
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

	private static Map<String, @Nullable Object> meta(RawJson json, RpcCodec codec) {
		Map<String, @Nullable Object> meta = new LinkedHashMap<>();
		try {
			codec.readTree(json)
				.properties()
				.forEach((member) -> meta.put(LogText.escape(member.getKey()), value(member.getValue())));
		}
		catch (JacksonException ex) {
			meta.clear();
		}
		return meta;
	}

	/**
	 * Numbers and truth stay what they are; anything else becomes text.
	 */
	private static Object value(JsonNode node) {
		if (node.isNumber()) {
			return node.numberValue();
		}
		return node.isBoolean() ? (Object) node.booleanValue()
				: LogText.escape(node.isString() ? node.stringValue() : node.toString());
	}

	static String words(RawJson json, RpcCodec codec) {
		String read = codec.text(json);
		// What is no text is shown as it came
		String text = (read != null) ? read : json.toString();
		boolean cut = text.length() > MAX_LENGTH;
		return LogText.escape(cut ? text.substring(0, HEAD) + "… (%d characters)".formatted(text.length()) : text);
	}

}
