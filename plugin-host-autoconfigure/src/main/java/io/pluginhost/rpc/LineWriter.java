package io.pluginhost.rpc;

import java.io.ByteArrayOutputStream;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one message after the other, each as a line of its own. Used by one thread at a
 * time. What has thrown must not be used again.
 */
final class LineWriter {

	private static final byte LINE_FEED = '\n';

	private final LimitedBuffer buffer = new LimitedBuffer();

	private final JsonGenerator json;

	LineWriter(JsonMapper mapper) {
		this.json = mapper.writer().withRootValueSeparator("").createGenerator(this.buffer);
		this.json.configure(StreamWriteFeature.AUTO_CLOSE_CONTENT, false);
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
	 * How much memory it keeps.
	 */
	int capacity() {
		return this.buffer.capacity();
	}

	/**
	 * Writes what distinguishes one kind of message from another.
	 */
	interface Members {

		void writeTo(JsonGenerator json);

	}

	/**
	 * Takes no more than is allowed, so that what is too large is never built whole.
	 */
	static final class LimitedBuffer extends ByteArrayOutputStream {

		private long limit;

		LimitedBuffer() {
			super(512);
		}

		private void begin(long limit) {
			reset();
			this.limit = limit;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			if (this.count + (long) length > this.limit) {
				throw new MessageTooLargeException(this.limit);
			}
			super.write(bytes, offset, length);
		}

		/**
		 * Return the first character of the value that has been written there, behind its
		 * name.
		 */
		char firstOfValue(int start) {
			int position = start;
			while (this.buf[position] == ':' || this.buf[position] <= ' ') {
				position++;
			}
			return (char) this.buf[position];
		}

		/**
		 * In JSON, line breaks stand between tokens only, where a space does as well.
		 */
		private byte[] line() {
			for (int i = 0; i < this.count; i++) {
				if (this.buf[i] == LINE_FEED || this.buf[i] == '\r') {
					this.buf[i] = ' ';
				}
			}
			super.write(LINE_FEED);
			return toByteArray();
		}

		private int capacity() {
			return this.buf.length;
		}

	}

}
