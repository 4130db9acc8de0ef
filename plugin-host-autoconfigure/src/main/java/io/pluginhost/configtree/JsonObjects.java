package io.pluginhost.configtree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON objects as maps, exactly: numbers keep their value, and two members with the
 * same name are an error.
 */
final class JsonObjects {

	private final JsonMapper mapper = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

	/**
	 * Read a file as it is.
	 * @throws IOException if it cannot be read
	 * @throws IllegalArgumentException if it is not a JSON object
	 */
	Map<String, @Nullable Object> read(Resource resource) throws IOException {
		byte[] content = resource.getContentAsByteArray();
		try (JsonParser json = this.mapper.createParser(content)) {
			return object(value(json), Function.identity());
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(describe(ex), ex);
		}
	}

	/**
	 * Read a text with placeholders: those within JSON text are resolved whatever quotes
	 * their values contain; if others are required to make it JSON, all are resolved
	 * first, and a failure does not contain the values, which may be secret.
	 * @param text the text
	 * @param values resolves those within JSON text
	 * @param whole resolves all of them first
	 * @throws IllegalArgumentException if it is not a JSON object
	 */
	Map<String, @Nullable Object> read(String text, Function<String, ?> values, UnaryOperator<String> whole) {
		try (JsonParser json = this.mapper.createParser(text)) {
			return object(value(json), values);
		}
		catch (JacksonException ex) {
			String resolved = whole.apply(text);
			try (JsonParser json = this.mapper.createParser(resolved)) {
				return object(value(json), Function.identity());
			}
			catch (JacksonException again) {
				throw new IllegalArgumentException(resolved.equals(text) ? describe(again)
						: "is not JSON once its placeholders are resolved" + place(again));
			}
		}
	}

	private static @Nullable Object value(JsonParser json) {
		json.nextToken();
		Object value = current(json);
		if (json.nextToken() != null) {
			throw new StreamReadException(json, "Something follows its end", json.currentTokenLocation());
		}
		return value;
	}

	private static @Nullable Object current(JsonParser json) {
		JsonToken token = json.currentToken();
		return switch ((token != null) ? token : JsonToken.NOT_AVAILABLE) {
			case START_OBJECT -> {
				Map<String, @Nullable Object> members = new LinkedHashMap<>();
				for (String name = json.nextName(); name != null; name = json.nextName()) {
					json.nextToken();
					members.put(name, current(json));
				}
				yield members;
			}
			case START_ARRAY -> {
				List<@Nullable Object> elements = new ArrayList<>();
				while (json.nextToken() != JsonToken.END_ARRAY) {
					elements.add(current(json));
				}
				yield elements;
			}
			case VALUE_STRING -> json.getString();
			case VALUE_NUMBER_INT -> json.getNumberValue();
			case VALUE_NUMBER_FLOAT -> number(json);
			case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
			case VALUE_NULL -> null;
			default -> throw new StreamReadException(json, "There is nothing", json.currentLocation());
		};
	}

	/**
	 * Converted from text, since decimals have no negative zero.
	 */
	private static Number number(JsonParser json) {
		try {
			return JsonValues.number(json.getString());
		}
		catch (NumberFormatException ex) {
			throw new StreamReadException(json, "A number is beyond any range", json.currentTokenLocation());
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, @Nullable Object> object(@Nullable Object value, Function<String, ?> text) {
		if (value instanceof Map<?, ?> && JsonValues.map(value, text) instanceof Map<?, ?> map) {
			return (Map<String, @Nullable Object>) map;
		}
		throw new IllegalArgumentException("is not a JSON object");
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
