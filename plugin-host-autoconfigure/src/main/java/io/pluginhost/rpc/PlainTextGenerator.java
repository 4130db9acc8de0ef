package io.pluginhost.rpc;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.JsonGeneratorDelegate;

/**
 * A generator that writes long texts all at once, where they stand for themselves in
 * JSON: to look at each character takes longer than everything else. Used by one thread.
 */
final class PlainTextGenerator extends JsonGeneratorDelegate {

	/** Short texts are written as fast the ordinary way. */
	private static final int LONG = 512;

	private final LineBuffer buffer;

	/** Whether characters stand for themselves that do for everybody else. */
	private final boolean ordinary;

	PlainTextGenerator(JsonGenerator json, LineBuffer buffer) {
		super(json);
		this.buffer = buffer;
		this.ordinary = json.getCharacterEscapes() == null;
	}

	@Override
	public JsonGenerator writeString(@Nullable String text) throws JacksonException {
		byte[] plain = (text != null && text.length() >= LONG && this.ordinary) ? plain(text) : null;
		if (plain == null) {
			super.writeString(text);
			return this;
		}
		this.delegate.writeRawValue("\"");
		this.delegate.flush();
		this.buffer.adopt(plain);
		this.delegate.writeRaw('"');
		return this;
	}

	/**
	 * Return the bytes of a text of which each character is one byte that is written as
	 * it is.
	 */
	private static byte @Nullable [] plain(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length != text.length() || ByteScan.notPlain(bytes, 0, bytes.length) < bytes.length) {
			return null;
		}
		// Half a character becomes a question mark, though it is not to be written at all
		boolean sure = ByteScan.questionMark(bytes, 0, bytes.length) == bytes.length
				|| text.equals(new String(bytes, StandardCharsets.ISO_8859_1));
		return sure ? bytes : null;
	}

}
