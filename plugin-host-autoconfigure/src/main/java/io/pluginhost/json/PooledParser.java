package io.pluginhost.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.databind.json.JsonMapper;

/**
 * A parser that reads one piece of JSON after the other, because to create one costs more
 * than to read most messages. Used by one thread at a time. A parser that has thrown, or
 * has not reached the end, must not be used again.
 */
final class PooledParser {

	/** A parser remembers each name it has seen, so its number of turns is limited. */
	private static final int TURNS = 1000;

	private final JsonParser parser;

	private final ByteArrayFeeder input;

	private int turns;

	PooledParser(JsonMapper mapper) {
		this.parser = new ExactNumberParser(mapper.createNonBlockingByteArrayParser());
		this.input = (ByteArrayFeeder) this.parser.nonBlockingInputFeeder();
	}

	/**
	 * Begin a piece of JSON, at its first token.
	 * @param json an object or array, closed at its end and nowhere before
	 * @return the parser, not to be closed
	 */
	JsonParser begin(RawJson json) {
		this.turns++;
		this.input.feedInput(json.bytes, json.offset, json.offset + json.length);
		this.parser.nextToken();
		return this.parser;
	}

	/**
	 * Return whether all has been read.
	 */
	boolean isAtEnd() {
		return this.parser.nextToken() == JsonToken.NOT_AVAILABLE && this.parser.streamReadContext().inRoot()
				&& this.input.needMoreInput();
	}

	boolean isWornOut() {
		return this.turns >= TURNS;
	}

}
