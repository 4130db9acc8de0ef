package io.pluginhost.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class LineReaderTests {

	private final Lines lines = new Lines();

	@Test
	void readAllCutsAtLineFeeds() throws IOException {
		read("one\ntwo\n", 100, 8192);
		assertThat(this.lines.whole).containsExactly("one", "two");
	}

	@Test
	void readAllTakesCarriageReturnsForPartOfTheLineEnd() throws IOException {
		read("one\r\ntwo\r\n\r\na\rb\n", 100, 8192);
		assertThat(this.lines.whole).containsExactly("one", "two", "", "a\rb");
	}

	@Test
	void readAllDeliversWhatStandsBehindTheLastLineFeed() throws IOException {
		read("one\ntwo", 100, 8192);
		assertThat(this.lines.whole).containsExactly("one", "two");
	}

	@Test
	void readAllWhenEmptyDeliversNothing() throws IOException {
		read("", 100, 8192);
		assertThat(this.lines.whole).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 8191, 8192 })
	void readAllPutsPiecesTogether(int piece) throws IOException {
		String big = "ü".repeat(20_000);
		read("a\r\n" + big + "\nb\n", 100_000, piece);
		assertThat(this.lines.whole).containsExactly("a", big, "b");
	}

	@Test
	void readAllWhenExactlyAsLongAsAllowedDelivers() throws IOException {
		read("12345\n", 5, 8192);
		assertThat(this.lines.whole).containsExactly("12345");
		assertThat(this.lines.oversized).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5, 6, 8192 })
	void readAllWhenExactlyAsLongAsAllowedDoesNotCountTheCarriageReturn(int piece) throws IOException {
		// The end of a line is no part of the line
		read("12345\r\nb\r\n12345\r", 5, piece);
		assertThat(this.lines.whole).containsExactly("12345", "b", "12345");
		assertThat(this.lines.oversized).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5, 6, 7, 8192 })
	void readAllWhenACarriageReturnInsideMakesItTooLongSkips(int piece) throws IOException {
		read("12345\r6\n123456\r\n12345\r\r\nb\n", 5, piece);
		assertThat(this.lines.whole).containsExactly("b");
		assertThat(this.lines.oversized).hasSize(3).allSatisfy((line) -> assertThat(line).endsWith(" (7)"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 8192 })
	void readAllSkipsALineThatIsTooLong(int piece) throws IOException {
		read("a\n123456\nb\n", 5, piece);
		assertThat(this.lines.whole).containsExactly("a", "b");
		assertThat(this.lines.oversized).containsExactly("123456 (6)");
	}

	@Test
	void readAllWhenTooLongAtTheEndSaysSo() throws IOException {
		read("1234567", 5, 2);
		assertThat(this.lines.whole).isEmpty();
		assertThat(this.lines.oversized).hasSize(1);
	}

	@Test
	void readAllKeepsTheHeadOfWhatIsTooLong() throws IOException {
		String head = "{\"id\":7,\"result\":\"";
		read(head + "x".repeat(1_000_000) + "\n", 100_000, 8192);
		assertThat(this.lines.oversized).singleElement()
			.satisfies((line) -> assertThat(line).startsWith(head)
				.hasSize(LineReader.HEAD + " (1000018)".length())
				.endsWith(" (1000018)"));
	}

	@Test
	void readAllNeverBuffersMuchMoreThanALine() throws IOException {
		List<Integer> sizes = new ArrayList<>();
		LineReader.Sink sink = new LineReader.Sink() {

			@Override
			public void line(byte[] line, int length) {
				sizes.add(line.length);
			}

			@Override
			public void oversizedLine(byte[] head, long length) {
				sizes.add(head.length);
			}

		};
		byte[] bytes = ("x".repeat(99_000) + "\n" + "y".repeat(10_000_000) + "\n").getBytes(StandardCharsets.UTF_8);
		new LineReader(new ByteArrayInputStream(bytes), 100_000, sink).readAll();
		assertThat(sizes).hasSize(2).allMatch((size) -> size <= 100_000);
	}

	@Test
	void readAllWhenThereIsNoMemoryForALineSkipsIt() throws IOException {
		// Without memory for a line it is skipped like one that is too long, and reading
		// goes on
		String head = "{\"id\":7,\"result\":\"";
		byte[] bytes = ("a\n" + head + "x".repeat(100_000) + "\nb\n").getBytes(StandardCharsets.UTF_8);
		new LineReader(new ByteArrayInputStream(bytes), 1_000_000, this.lines, (array, length) -> {
			if (length > 50_000) {
				throw new OutOfMemoryError("Java heap space");
			}
			return Arrays.copyOf(array, length);
		}).readAll();
		assertThat(this.lines.whole).containsExactly("a", "b");
		assertThat(this.lines.oversized).singleElement()
			.satisfies((line) -> assertThat(line).startsWith(head).endsWith(" (100018)"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 8192 })
	void readAllTellsPiecesOfALineThatHasNoEndYet(int piece) throws IOException {
		// Each piece of a line is told once before its end, and all of a line that is too
		// long
		read("one\n123456789\r\nx", 6, piece);
		assertThat(this.lines.whole).containsExactly("one", "x");
		assertThat(this.lines.oversized).hasSize(1);
		assertThat(this.lines.parts.toString()).contains("123456789\r").endsWith("x");
	}

	@Test
	void readAllTellsNoPiecesOfLinesThatComeWhole() throws IOException {
		read("one\ntwo\n", 100, 8192);
		assertThat(this.lines.parts).isEmpty();
	}

	@Test
	void readAllWhenPipeBreaksThrowsWhatItThrew() {
		InputStream broken = new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("broken");
			}

		};
		assertThatIOException().isThrownBy(() -> new LineReader(broken, 100, this.lines).readAll());
	}

	@Test
	void linesAreNotWrittenToAfterwards() throws IOException {
		List<byte[]> kept = new ArrayList<>();
		new LineReader(new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)), 100,
				new LineReader.Sink() {

					@Override
					public void line(byte[] line, int length) {
						kept.add(line);
					}

					@Override
					public void oversizedLine(byte[] head, long length) {
					}

				})
			.readAll();
		assertThat(new String(kept.get(0), 0, 3, StandardCharsets.UTF_8)).isEqualTo("one");
	}

	@Test
	void readAllSaysWhenItGoesBackToRead() throws IOException {
		List<String> heard = new ArrayList<>();
		InputStream stream = new ByteArrayInputStream("one\ntwo\nthree\nfour".getBytes(StandardCharsets.UTF_8)) {

			@Override
			public int read(byte[] buffer) {
				heard.add("read");
				return read(buffer, 0, 10);
			}

		};
		new LineReader(stream, 100, new LineReader.Sink() {

			@Override
			public void begin() {
				heard.add("begin");
			}

			@Override
			public void end() {
				heard.add("end");
			}

			@Override
			public void line(byte[] line, int length) {
				heard.add(new String(line, 0, length, StandardCharsets.UTF_8));
			}

			@Override
			public void oversizedLine(byte[] head, long length) {
				heard.add("oversized");
			}

		}).readAll();
		assertThat(heard).containsExactly("read", "begin", "one", "two", "end", "read", "begin", "three", "end", "read",
				"four");
	}

	private void read(String text, long maxLength, int piece) throws IOException {
		InputStream stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {

			@Override
			public int read(byte[] buffer) {
				return read(buffer, 0, Math.min(piece, buffer.length));
			}

		};
		new LineReader(stream, maxLength, this.lines).readAll();
	}

	private static final class Lines implements LineReader.Sink {

		private final List<String> whole = new ArrayList<>();

		private final List<String> oversized = new ArrayList<>();

		private final StringBuilder parts = new StringBuilder();

		@Override
		public void part(byte[] chunk, int from, int length) {
			this.parts.append(new String(chunk, from, length, StandardCharsets.UTF_8));
		}

		@Override
		public void line(byte[] line, int length) {
			this.whole.add(new String(line, 0, length, StandardCharsets.UTF_8));
		}

		@Override
		public void oversizedLine(byte[] head, long length) {
			this.oversized.add(new String(head, StandardCharsets.UTF_8) + " (" + length + ")");
		}

	}

}
