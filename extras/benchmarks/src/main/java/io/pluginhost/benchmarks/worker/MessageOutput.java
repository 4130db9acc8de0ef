package io.pluginhost.benchmarks.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Gathers messages, to write as many as there are in one go.
 */
final class MessageOutput {

	private final OutputStream stream;

	private final boolean headers;

	private final byte[] buffer = new byte[1 << 16];

	private int length;

	MessageOutput(OutputStream stream, boolean headers) {
		this.stream = stream;
		this.headers = headers;
	}

	/**
	 * Send one message in three parts.
	 */
	void send(String head, Bytes payload, String tail) throws IOException {
		if (this.headers) {
			append("Content-Length: " + (head.length() + payload.length() + tail.length()) + "\r\n\r\n");
		}
		append(head);
		append(payload.array(), payload.start(), payload.length());
		append(tail);
		if (!this.headers) {
			append("\n");
		}
	}

	private void append(String text) throws IOException {
		append(text.getBytes(StandardCharsets.ISO_8859_1), 0, text.length());
	}

	private void append(byte[] bytes, int offset, int count) throws IOException {
		if (count > this.buffer.length - this.length) {
			flush();
		}
		if (count > this.buffer.length) {
			this.stream.write(bytes, offset, count);
			return;
		}
		System.arraycopy(bytes, offset, this.buffer, this.length, count);
		this.length += count;
	}

	void flush() throws IOException {
		this.stream.write(this.buffer, 0, this.length);
		this.stream.flush();
		this.length = 0;
	}

}
