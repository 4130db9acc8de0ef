package io.pluginhost.json;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Members that one pass over the bytes has found, kept as positions. Only for names
 * without escapes and non-ASCII characters, which nearly all names are.
 */
final class ScannedMembers extends RawMembers implements JsonPass.Found {

	/** The position of a name, the position of its value, and the length of the value. */
	private static final int FIGURES = 3;

	private final byte[] bytes;

	private final boolean named;

	private int[] figures = new int[4 * FIGURES];

	private int count;

	private boolean plain = true;

	private ScannedMembers(RawJson json, boolean named) {
		this.bytes = json.bytes;
		this.named = named;
	}

	/**
	 * Split JSON.
	 * @param json the JSON
	 * @return the members, or {@code null} if a parser has to decide
	 */
	static @Nullable ScannedMembers of(RawJson json) {
		int end = json.offset + json.length;
		int start = JsonPass.space(json.bytes, json.offset, end);
		if (start == end || (json.bytes[start] != '{' && json.bytes[start] != '[')) {
			return null;
		}
		ScannedMembers members = new ScannedMembers(json, json.bytes[start] == '{');
		int behind = JsonPass.container(json.bytes, start, end, 0, members);
		boolean whole = behind >= 0 && JsonPass.space(json.bytes, behind, end) == end;
		return (whole && members.plain) ? members : null;
	}

	@Override
	public void found(int name, int nameLength, int value, int valueLength) {
		int at = this.count++ * FIGURES;
		if (at == this.figures.length) {
			this.figures = Arrays.copyOf(this.figures, this.figures.length * 2);
		}
		this.figures[at] = name;
		this.figures[at + 1] = value;
		this.figures[at + 2] = valueLength;
		for (int i = name; i < name + nameLength && this.plain; i++) {
			this.plain = this.bytes[i] >= ' ' && this.bytes[i] != '\\';
		}
	}

	@Override
	public @Nullable RawJson get(String name) {
		for (int i = this.named ? this.count - 1 : -1; i >= 0; i--) {
			if (isNamed(i, name)) {
				return value(i);
			}
		}
		return null;
	}

	/**
	 * A name without escapes ends at the next quote.
	 */
	private boolean isNamed(int member, String name) {
		int start = this.figures[member * FIGURES];
		int length = name.length();
		if (start + length >= this.bytes.length || this.bytes[start + length] != '"') {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (this.bytes[start + i] != name.charAt(i) || this.bytes[start + i] == '"') {
				return false;
			}
		}
		return true;
	}

	@Override
	public @Nullable RawJson get(int position) {
		return (!this.named && position < this.count) ? value(position) : null;
	}

	private RawJson value(int member) {
		return new RawJson(this.bytes, this.figures[member * FIGURES + 1], this.figures[member * FIGURES + 2]);
	}

	@Override
	public boolean isObject() {
		return this.named;
	}

	@Override
	public int size() {
		return this.named ? 0 : this.count;
	}

}
