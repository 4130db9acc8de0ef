package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.JsonReader;
import io.pluginhost.json.RawJson;
import io.pluginhost.json.RawMembers;

/**
 * The params of one call, which are split when a part is requested. Missing params are an
 * empty object, as the host omits empty params as well. For use by one thread.
 */
final class CallParams {

	private static final RawJson EMPTY = RawJson.of("{}");

	private final RawJson json;

	private final boolean absent;

	private final JsonCodec codec;

	private @Nullable RawMembers members;

	CallParams(@Nullable RawJson json, JsonCodec codec) {
		this.absent = json == null || json.isNull();
		this.json = (json == null || json.isNull()) ? EMPTY : json;
		this.codec = codec;
	}

	boolean isAbsent() {
		return this.absent;
	}

	@Nullable Object readAll(JsonReader reader) {
		return reader.read(this.json);
	}

	JsonNode tree() {
		return tree(this.json);
	}

	JsonNode tree(RawJson part) {
		return this.codec.readTree(part);
	}

	/**
	 * Return the member with a name, or at a position if the params are an array.
	 */
	@Nullable RawJson get(String name, int position) {
		RawMembers members = members();
		return members.isObject() ? members.get(name) : members.get(position);
	}

	void allowPositions(int most) {
		RawMembers members = members();
		if (!members.isObject() && members.size() > most) {
			throw BindingErrors.tooMany(members.size(), most);
		}
	}

	private RawMembers members() {
		RawMembers members = this.members;
		if (members == null) {
			try {
				members = this.codec.members(this.json);
			}
			catch (JacksonException ex) {
				throw BindingErrors.unreadable(ex);
			}
			catch (IllegalArgumentException ex) {
				throw BindingErrors.noContainer();
			}
			this.members = members;
		}
		return members;
	}

}
