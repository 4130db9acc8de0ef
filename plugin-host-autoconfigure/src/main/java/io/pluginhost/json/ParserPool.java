package io.pluginhost.json;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A few {@link PooledParser}s that are used again. Safe for use by multiple threads;
 * never blocks. What they cannot read is left to an ordinary parser, which describes
 * errors with their location.
 *
 * @see "docs/decisions/scanned-messages.md"
 */
final class ParserPool {

	private static final int PLACES = 16;

	/** A parser holds on to what it read last, and is slow with long texts. */
	private static final int LONGEST_LINE = 8 * 1024;

	private final JsonMapper mapper;

	private final boolean strict;

	private final AtomicReferenceArray<@Nullable PooledParser> places = new AtomicReferenceArray<>(PLACES);

	ParserPool(JsonMapper mapper) {
		this.mapper = mapper;
		this.strict = isStrict(mapper);
	}

	/**
	 * Return whether an object ends for the mapper where it ends for the scan of its
	 * line.
	 */
	private static boolean isStrict(JsonMapper mapper) {
		for (JsonReadFeature feature : JsonReadFeature.values()) {
			if (mapper.isEnabled(feature) != feature.enabledByDefault()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Read JSON, if a parser of this pool can.
	 * @param json the JSON
	 * @param reading reads from a parser that stands at its first token
	 * @param <T> the type of the result
	 * @return the result, or {@code null} if there is none
	 */
	<T> @Nullable T read(RawJson json, Function<JsonParser, @Nullable T> reading) {
		if (!this.strict || json.bytes.length > LONGEST_LINE || !json.isEnclosed()) {
			return null;
		}
		int place = (int) Thread.currentThread().getId() & (PLACES - 1);
		PooledParser parser = this.places.getAndSet(place, null);
		if (parser == null) {
			parser = new PooledParser(this.mapper);
		}
		try {
			T value = reading.apply(parser.begin(json));
			if (!parser.isAtEnd()) {
				return null;
			}
			if (!parser.isWornOut()) {
				this.places.set(place, parser);
			}
			return value;
		}
		catch (JacksonException | NumberFormatException ex) {
			return null;
		}
	}

}
