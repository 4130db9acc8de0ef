package io.pluginhost.rpc;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one message after the other, each as a line of its own. Used by one thread at a
 * time. What has thrown must not be used again.
 */
final class LineWriter {

	private final LineBuffer buffer = new LineBuffer();

	private final PlainTextGenerator json;

	LineWriter(JsonMapper mapper) {
		JsonGenerator json = mapper.writer().withRootValueSeparator("").createGenerator(this.buffer);
		json.configure(StreamWriteFeature.AUTO_CLOSE_CONTENT, false);
		this.json = new PlainTextGenerator(json, this.buffer);
	}

	/**
	 * Write a message.
	 * @param limit the longest message allowed, in bytes
	 * @param members what follows {@code jsonrpc}
	 * @return the line, its line feed included
	 * @throws MessageTooLargeException if it would be longer
	 * @throws JacksonException if it cannot be written
	 */
	byte[] write(long limit, Members members) {
		this.buffer.begin(limit);
		try {
			this.json.writeStartObject();
			this.json.writeStringProperty("jsonrpc", "2.0");
			members.writeTo(this.json);
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

	/**
	 * Writes what distinguishes one kind of message from another.
	 */
	interface Members {

		void writeTo(PlainTextGenerator json);

	}

}
