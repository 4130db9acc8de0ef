package io.pluginhost.benchmarks.contest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A worker's bare pipes: bytes go in, line feeds are counted on the way out, and nothing
 * is parsed. Used by one thread at a time for each direction.
 */
final class Pipe implements AutoCloseable {

	private final Process process;

	private final OutputStream stdin;

	private final InputStream stdout;

	private final byte[] buffer = new byte[1 << 16];

	private Pipe(Process process) {
		this.process = process;
		this.stdin = process.getOutputStream();
		this.stdout = process.getInputStream();
	}

	static Pipe open(String... command) throws IOException {
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		Pipe pipe = new Pipe(process);
		pipe.write(line("initialize", "{}"), 1);
		pipe.readLines();
		return pipe;
	}

	/**
	 * A request as it goes over the pipe.
	 */
	static byte[] line(String method, String params) {
		return ("{\"jsonrpc\":\"2.0\",\"id\":1000001,\"method\":\"" + method + "\",\"params\":" + params + "}\n")
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Write the same line several times, in one go.
	 */
	void write(byte[] line, int times) throws IOException {
		byte[] bytes = line;
		if (times > 1) {
			bytes = new byte[line.length * times];
			for (int i = 0; i < times; i++) {
				System.arraycopy(line, 0, bytes, i * line.length, line.length);
			}
		}
		write(bytes, 0, bytes.length);
	}

	/**
	 * Write some bytes.
	 */
	void write(byte[] bytes, int offset, int length) throws IOException {
		this.stdin.write(bytes, offset, length);
		this.stdin.flush();
	}

	/**
	 * Wait for something to read.
	 * @return how many lines have ended in it
	 */
	int readSome() throws IOException {
		int length = this.stdout.read(this.buffer);
		if (length < 0) {
			throw new IOException("The worker has ended");
		}
		int lines = 0;
		for (int i = 0; i < length; i++) {
			if (this.buffer[i] == '\n') {
				lines++;
			}
		}
		return lines;
	}

	/**
	 * Read until a line ends.
	 * @return how many have ended
	 */
	int readLines() throws IOException {
		int lines;
		do {
			lines = readSome();
		}
		while (lines == 0);
		return lines;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
