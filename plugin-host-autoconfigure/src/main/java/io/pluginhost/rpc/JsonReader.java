package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/**
 * Reads JSON as one type, looked up once. Safe for use by any number of threads.
 */
public final class JsonReader {

	private final ObjectReader reader;

	JsonReader(ObjectReader reader) {
		this.reader = reader;
	}

	/**
	 * Read JSON.
	 * @param json the JSON
	 * @return the value
	 * @throws JacksonException if the JSON is not valid or does not fit
	 */
	public @Nullable Object read(RawJson json) {
		try {
			return this.reader.readValue(json.bytes, json.offset, json.length);
		}
		catch (NumberFormatException ex) {
			throw RpcCodec.beyondRange(ex);
		}
	}

}
