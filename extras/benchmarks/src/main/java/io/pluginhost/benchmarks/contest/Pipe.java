package io.pluginhost.benchmarks.contest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

	/**
	 * Start a worker and ask whether it is ready.
	 */
	static Pipe start(List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		Pipe pipe = new Pipe(process);
		byte[] line = line("initialize", "{}");
		pipe.write(line, 0, line.length);
		return pipe;
	}

	/**
	 * Wait until the worker has said that it is ready.
	 */
	void initialize() throws IOException {
		readLines();
	}

	/**
	 * A request as it goes over the pipe.
	 */
	static byte[] line(String method, String params) {
		return ("{\"jsonrpc\":\"2.0\",\"id\":1000001,\"method\":\"" + method + "\",\"params\":" + params + "}\n")
			.getBytes(StandardCharsets.ISO_8859_1);
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

	/**
	 * Read until the worker has ended.
	 */
	void readToEnd() throws IOException {
		while (this.stdout.read(this.buffer) >= 0) {
			continue;
		}
	}

	/**
	 * Kill the worker, and leave the pipes open.
	 */
	void kill() {
		this.process.toHandle().destroyForcibly();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

}
