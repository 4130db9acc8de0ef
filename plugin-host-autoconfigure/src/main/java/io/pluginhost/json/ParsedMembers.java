package io.pluginhost.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Members that a parser has found: those of JSON that {@link ScannedMembers} leaves to
 * it. The parser describes errors with their location.
 */
final class ParsedMembers extends RawMembers {

	private final Map<String, RawJson> byName = new HashMap<>();

	private final List<RawJson> byPosition = new ArrayList<>();

	private final boolean named;

	/**
	 * Split JSON.
	 * @param json the JSON
	 * @param parser stands before its first token
	 * @param wanted whether to keep a member of that name
	 */
	ParsedMembers(RawJson json, JsonParser parser, Predicate<String> wanted) {
		this.named = parser.nextToken() == JsonToken.START_OBJECT;
		if (!this.named && parser.currentToken() != JsonToken.START_ARRAY) {
			throw new IllegalArgumentException("Neither an object nor an array");
		}
		for (JsonToken token = parser.nextToken(); !token.isStructEnd(); token = parser.nextToken()) {
			if (this.named) {
				String name = parser.currentName();
				parser.nextToken();
				RawJson value = value(json, parser);
				if (wanted.test(name)) {
					this.byName.put(name, value);
				}
			}
			else {
				this.byPosition.add(value(json, parser));
			}
		}
	}

	private static RawJson value(RawJson json, JsonParser parser) {
		int start = (int) parser.currentTokenLocation().getByteOffset();
		parser.skipChildren();
		parser.finishToken();
		int end = (int) parser.currentLocation().getByteOffset();
		return new RawJson(json.bytes, json.offset + start, end - start);
	}

	@Override
	public @Nullable RawJson get(String name) {
		return this.byName.get(name);
	}

	@Override
	public @Nullable RawJson get(int position) {
		return (position < this.byPosition.size()) ? this.byPosition.get(position) : null;
	}

	@Override
	public boolean isObject() {
		return this.named;
	}

	@Override
	public int size() {
		return this.byPosition.size();
	}

}
