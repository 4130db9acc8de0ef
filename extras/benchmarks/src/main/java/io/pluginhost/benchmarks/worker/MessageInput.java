package io.pluginhost.benchmarks.worker;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Cuts messages out of what is read.
 */
final class MessageInput {

	private static final String LENGTH = "Content-Length: ";

	private final InputStream stream;

	private final boolean headers;

	private byte[] buffer = new byte[1 << 16];

	private int start;

	private int end;

	/** Up to where no line feed has been found. */
	private int scanned;

	MessageInput(InputStream stream, boolean headers) {
		this.stream = stream;
		this.headers = headers;
	}

	/**
	 * The next message, if it has been read whole. Valid until more is read.
	 */
	@Nullable Bytes next() {
		return this.headers ? nextAfterHeader() : nextLine();
	}

	private @Nullable Bytes nextLine() {
		for (int i = this.scanned; i < this.end; i++) {
			if (this.buffer[i] == '\n') {
				Bytes line = new Bytes(this.buffer, this.start, i);
				this.start = i + 1;
				this.scanned = this.start;
				return line;
			}
		}
		this.scanned = this.end;
		return null;
	}

	private @Nullable Bytes nextAfterHeader() {
		Bytes read = new Bytes(this.buffer, this.start, this.end);
		Bytes body = read.after("\r\n\r\n");
		if (body.length() == 0) {
			return null;
		}
		int length = Integer.parseInt(read.after(LENGTH).until("\r").toString());
		if (body.length() < length) {
			return null;
		}
		this.start = body.start() + length;
		return new Bytes(this.buffer, body.start(), this.start);
	}

	/**
	 * Wait for more.
	 * @return whether there is more
	 */
	boolean read() throws IOException {
		if (this.start > 0) {
			System.arraycopy(this.buffer, this.start, this.buffer, 0, this.end - this.start);
			this.scanned -= this.start;
			this.end -= this.start;
			this.start = 0;
		}
		if (this.end == this.buffer.length) {
			this.buffer = Arrays.copyOf(this.buffer, this.end * 2);
		}
		int length = this.stream.read(this.buffer, this.end, this.buffer.length - this.end);
		this.end += Math.max(0, length);
		return length >= 0;
	}

}
