package io.pluginhost.process.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of an ELF file, which is what Linux executes.
 *
 * @param machine the processor it is made for, as ELF numbers it
 * @param bits the size of an address
 * @param order the order of bytes
 * @param type what it is: a program, a library, an object
 * @param programHeaders where its program headers begin
 * @param headerSize the size of each
 * @param headerCount how many there are
 */
record ElfHeader(int machine, int bits, ByteOrder order, int type, long programHeaders, int headerSize,
		int headerCount) {

	private static final int CLASS = 4;

	private static final int DATA = 5;

	private static final int SHORTEST = 52;

	private static final int SHORTEST_WIDE = 64;

	private static final int EXECUTABLE = 2;

	private static final int SHARED = 3;

	private static final int LOADER = 3;

	private static final int LONGEST_PATH = 4096;

	private static final int MOST_HEADERS = 128;

	/**
	 * Return whether a file begins as an ELF file does.
	 */
	static boolean isElf(byte[] head) {
		return head.length >= 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
	}

	/**
	 * Read a header.
	 * @param head the first bytes of the file
	 * @return the header, or {@code null} if it is not whole
	 */
	static @Nullable ElfHeader read(byte[] head) {
		if (head.length < SHORTEST || head[CLASS] < 1 || head[CLASS] > 2 || head[DATA] < 1 || head[DATA] > 2) {
			return null;
		}
		boolean wide = head[CLASS] == 2;
		if (wide && head.length < SHORTEST_WIDE) {
			return null;
		}
		ByteBuffer bytes = ByteBuffer.wrap(head)
			.order((head[DATA] == 1) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
		return new ElfHeader(half(bytes, 18), wide ? 64 : 32, bytes.order(), half(bytes, 16),
				wide ? bytes.getLong(32) : Integer.toUnsignedLong(bytes.getInt(28)), half(bytes, wide ? 54 : 42),
				half(bytes, wide ? 56 : 44));
	}

	private static int half(ByteBuffer bytes, int at) {
		return Short.toUnsignedInt(bytes.getShort(at));
	}

	/**
	 * Return whether it is something that can be executed, and not a part of a program.
	 */
	boolean isProgram() {
		int expected = (this.bits == 64) ? 56 : 32;
		return (this.type == EXECUTABLE || this.type == SHARED) && this.headerCount > 0 && this.headerSize == expected;
	}

	/**
	 * Return the program that loads this one together with its libraries.
	 * @param file the file
	 * @return its path, or {@code null} if none is named
	 * @throws IOException if the file cannot be read
	 */
	@Nullable String loader(Path file) throws IOException {
		try (SeekableByteChannel channel = Files.newByteChannel(file)) {
			for (int i = 0; i < Math.min(MOST_HEADERS, this.headerCount); i++) {
				ByteBuffer header = read(channel, this.programHeaders + (long) i * this.headerSize, this.headerSize);
				if (header.remaining() == this.headerSize && header.getInt(0) == LOADER) {
					boolean wide = this.bits == 64;
					long at = wide ? header.getLong(8) : Integer.toUnsignedLong(header.getInt(4));
					long size = wide ? header.getLong(32) : Integer.toUnsignedLong(header.getInt(16));
					ByteBuffer path = read(channel, at, (int) Math.max(0, Math.min(LONGEST_PATH, size)));
					String text = StandardCharsets.UTF_8.decode(path).toString();
					int end = text.indexOf('\0');
					return (end >= 0) ? text.substring(0, end) : text;
				}
			}
		}
		return null;
	}

	private ByteBuffer read(SeekableByteChannel channel, long at, int size) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(size).order(this.order);
		if (at >= 0 && at < channel.size()) {
			channel.position(at);
			int read = 0;
			while (read >= 0 && bytes.hasRemaining()) {
				read = channel.read(bytes);
			}
		}
		return bytes.flip();
	}

}
