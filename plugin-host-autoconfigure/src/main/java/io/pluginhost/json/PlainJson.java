package io.pluginhost.json;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes and reads plain JSON, without the modules of an application: a module that
 * writes each number as text, or cleans every text, is meant for the types of the
 * application, and would change ids, configurations and log lines. Safe for use by
 * multiple threads.
 *
 * @see "docs/decisions/wire-mapper.md"
 */
final class PlainJson {

	private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {
	};

	private final JsonMapper mapper;

	private final JsonMapper nonTrailing;

	/**
	 * Create the reader and writer.
	 * @param mapper reads and writes the tokens
	 */
	PlainJson(JsonMapper mapper) {
		this.mapper = JsonMapper.builder(mapper.tokenStreamFactory())
			.addModule(new SimpleModule("plugin-host").addSerializer(new RawJsonSerializer()))
			.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			.build();
		this.nonTrailing = this.mapper.rebuild().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
	}

	RawJson write(Object value) {
		byte[] json = this.mapper.writeValueAsBytes(value);
		return new RawJson(json, 0, json.length);
	}

	/**
	 * Read a tree that is followed by further tokens.
	 */
	JsonNode readNext(JsonParser parser) {
		return this.nonTrailing.readTree(parser);
	}

	JsonNode readTree(RawJson json) {
		try (JsonParser parser = PlainTextParser.of(json, this.mapper)) {
			return this.mapper.readTree(parser);
		}
		catch (NumberFormatException ex) {
			throw JsonCodec.beyondRange(ex);
		}
	}

	Map<String, @Nullable Object> readObject(RawJson json) {
		try (JsonParser parser = PlainTextParser.of(json, this.mapper)) {
			return this.mapper.readerFor(OBJECT).readValue(parser);
		}
		catch (NumberFormatException ex) {
			throw JsonCodec.beyondRange(ex);
		}
	}

	@Nullable String readText(RawJson json) {
		try (JsonParser parser = PlainTextParser.of(json, this.mapper)) {
			return this.mapper.readValue(parser, String.class);
		}
	}

	/**
	 * Writes JSON as it was received.
	 */
	private static final class RawJsonSerializer extends StdSerializer<RawJson> {

		RawJsonSerializer() {
			super(RawJson.class);
		}

		@Override
		public void serialize(RawJson value, JsonGenerator json, SerializationContext context) throws JacksonException {
			json.writeRawValue(value.toString());
		}

	}

}
