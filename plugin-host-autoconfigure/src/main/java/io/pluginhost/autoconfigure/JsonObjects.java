package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON objects as maps, exactly: numbers keep their value, and of two members with
 * one name neither is silently dropped.
 */
final class JsonObjects {

	private final JsonMapper mapper = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/**
	 * Read a file as it is.
	 * @throws IOException if it cannot be read
	 * @throws IllegalArgumentException if it is no JSON object
	 */
	Map<String, @Nullable Object> read(Resource resource) throws IOException {
		byte[] content = resource.getContentAsByteArray();
		try {
			return object(this.mapper.readValue(content, Object.class), UnaryOperator.identity());
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(describe(ex), ex);
		}
	}

	/**
	 * Read a text with placeholders: those within JSON text are resolved without regard
	 * to quotes in their values; if others are needed to make it JSON, all are resolved
	 * first, and a failure does not tell what to, which may be a secret.
	 * @throws IllegalArgumentException if it is no JSON object
	 */
	Map<String, @Nullable Object> read(String text, UnaryOperator<String> placeholders) {
		try {
			return object(this.mapper.readValue(text, Object.class), placeholders);
		}
		catch (JacksonException ex) {
			String resolved = placeholders.apply(text);
			try {
				return object(this.mapper.readValue(resolved, Object.class), UnaryOperator.identity());
			}
			catch (JacksonException again) {
				throw new IllegalArgumentException(resolved.equals(text) ? describe(again)
						: "is not JSON once its placeholders are resolved" + place(again));
			}
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, @Nullable Object> object(@Nullable Object value, UnaryOperator<String> text) {
		if (value instanceof Map<?, ?> && JsonValues.map(value, text) instanceof Map<?, ?> map) {
			return (Map<String, @Nullable Object>) map;
		}
		throw new IllegalArgumentException("is JSON, but no object in braces");
	}

	private static String describe(JacksonException ex) {
		return "is not JSON%s: %s".formatted(place(ex), ex.getOriginalMessage());
	}

	private static String place(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		return (location != null) ? " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr())
				: "";
	}

}
