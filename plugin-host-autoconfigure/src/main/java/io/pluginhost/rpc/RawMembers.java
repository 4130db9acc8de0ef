package io.pluginhost.rpc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The members of a JSON object, or the elements of an array, each still as it came, so
 * that no number loses a digit before somebody says what type it shall have.
 */
public final class RawMembers {

	private final Map<String, RawJson> byName = new HashMap<>();

	private final List<RawJson> byPosition = new ArrayList<>();

	private final boolean named;

	/**
	 * Split JSON.
	 * @param json the JSON
	 * @param parser stands before its first token
	 * @param wanted tells which members of an object to keep
	 */
	RawMembers(RawJson json, JsonParser parser, Predicate<String> wanted) {
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

	/**
	 * Return a member of the object. The last counts if a name stands twice.
	 * @param name the member's name
	 * @return its value, or {@code null} if there is none or this is an array
	 */
	public @Nullable RawJson get(String name) {
		return this.byName.get(name);
	}

	/**
	 * Return an element of the array.
	 * @param position the position, counted from 0
	 * @return the element, or {@code null} if there is none or this is an object
	 */
	public @Nullable RawJson get(int position) {
		return (position < this.byPosition.size()) ? this.byPosition.get(position) : null;
	}

	/**
	 * Tell whether this is an object.
	 * @return whether it is, and not an array
	 */
	public boolean isObject() {
		return this.named;
	}

	/**
	 * Return how many there are.
	 * @return the number of members or elements
	 */
	public int size() {
		return this.named ? this.byName.size() : this.byPosition.size();
	}

}
