package io.pluginhost.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one object after the other, each as a line of its own. Used by one thread at a
 * time. A writer that has thrown must not be used again.
 */
final class LineWriter {

	private final LineBuffer buffer = new LineBuffer();

	private final LineGenerator json;

	LineWriter(JsonMapper mapper) {
		JsonGenerator json = mapper.writer().withRootValueSeparator("").createGenerator(this.buffer);
		json.configure(StreamWriteFeature.AUTO_CLOSE_CONTENT, false);
		this.json = new LineGenerator(json, this.buffer, mapper);
	}

	/**
	 * Write an object.
	 * @param limit the maximum length of the line, in bytes
	 * @param content the members of the object
	 * @return the line, including its line feed
	 * @throws MessageTooLargeException if the line would be longer
	 * @throws JacksonException if the object cannot be written
	 */
	byte[] write(long limit, LineContent content) {
		this.buffer.begin(limit);
		try {
			this.json.writeStartObject();
			content.writeTo(this.json);
			this.json.writeEndObject();
			this.json.flush();
		}
		catch (JacksonException ex) {
			if (ex.getCause() instanceof MessageTooLargeException tooLarge) {
				throw tooLarge;
			}
			throw ex;
		}
		return this.buffer.line();
	}

}
