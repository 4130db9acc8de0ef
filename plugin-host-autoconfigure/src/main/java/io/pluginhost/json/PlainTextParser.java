package io.pluginhost.json;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * A parser that copies long texts once: a text without escapes is taken directly from the
 * bytes, and the underlying parser skips it. Used by one thread.
 *
 * @see "docs/decisions/scanned-messages.md"
 */
final class PlainTextParser extends ExactNumberParser {

	/** To find the position of a text costs as much as to read a short one. */
	private static final int LONG = 512;

	private final RawJson json;

	private @Nullable String text;

	PlainTextParser(JsonParser parser, RawJson json) {
		super(parser);
		this.json = json;
	}

	static PlainTextParser of(RawJson json, JsonMapper mapper) {
		return new PlainTextParser(mapper.createParser(json.bytes, json.offset, json.length), json);
	}

	@Override
	public JsonToken nextToken() throws JacksonException {
		this.text = null;
		return super.nextToken();
	}

	@Override
	public JsonToken nextValue() throws JacksonException {
		this.text = null;
		return super.nextValue();
	}

	@Override
	public JsonParser skipChildren() throws JacksonException {
		this.text = null;
		super.skipChildren();
		return this;
	}

	@Override
	public String getString() throws JacksonException {
		if (this.text == null && hasToken(JsonToken.VALUE_STRING)) {
			this.text = plain();
		}
		return (this.text != null) ? this.text : super.getString();
	}

	@Override
	public String getValueAsString() throws JacksonException {
		return hasToken(JsonToken.VALUE_STRING) ? getString() : super.getValueAsString();
	}

	/**
	 * Return the current text, if it is long and plain and no longer than allowed.
	 */
	private @Nullable String plain() {
		long opening = currentTokenLocation().getByteOffset();
		int end = this.json.offset + this.json.length;
		long from = this.json.offset + opening + 1;
		if (opening < 0 || from + LONG > end || this.json.bytes[(int) from - 1] != '"') {
			return null;
		}
		int start = (int) from;
		int closing = ByteScan.notPlain(this.json.bytes, start, end);
		boolean plain = closing < end && this.json.bytes[closing] == '"' && closing - start >= LONG
				&& closing - start <= streamReadConstraints().getMaxStringLength();
		return plain ? new String(this.json.bytes, start, closing - start, StandardCharsets.ISO_8859_1) : null;
	}

}
