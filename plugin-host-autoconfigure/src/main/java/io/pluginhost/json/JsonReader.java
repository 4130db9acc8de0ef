package io.pluginhost.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectReader;

/**
 * Reads JSON as one type, looked up once. Safe for use by multiple threads.
 */
public final class JsonReader {

	private final ObjectReader reader;

	private final ObjectReader nonTrailing;

	private final ParserPool parsers;

	/**
	 * Create a reader.
	 * @param reader reads JSON that stands alone
	 * @param nonTrailing reads JSON that is followed by further tokens
	 * @param parsers the parsers for ordinary JSON
	 */
	JsonReader(ObjectReader reader, ObjectReader nonTrailing, ParserPool parsers) {
		this.reader = reader;
		this.nonTrailing = nonTrailing;
		this.parsers = parsers;
	}

	/**
	 * Read JSON.
	 * @param json the JSON
	 * @return the value
	 * @throws JacksonException if the JSON is not valid or does not fit
	 */
	public @Nullable Object read(RawJson json) {
		Object value = this.parsers.read(json, this.nonTrailing::readValue);
		if (value != null) {
			return value;
		}
		try (JsonParser parser = new PlainTextParser(this.reader.createParser(json.bytes, json.offset, json.length),
				json)) {
			return this.reader.readValue(parser);
		}
		catch (NumberFormatException ex) {
			throw JsonCodec.beyondRange(ex);
		}
	}

}
