package io.pluginhost.json;

import java.io.ByteArrayOutputStream;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lines in one piece and in many.
 */
class LineBufferTests {

	private final LineBuffer buffer = new LineBuffer();

	@Test
	void whatIsWrittenComesOutWhateverItsLength() {
		Random random = new Random(11);
		for (int length : new int[] { 0, 1, 511, 512, 513, 65_535, 65_536, 65_537, 131_072, 700_001 }) {
			byte[] bytes = new byte[length];
			for (int i = 0; i < length; i++) {
				bytes[i] = (byte) ('a' + random.nextInt(26));
			}
			this.buffer.begin(length);
			int written = 0;
			while (written < length) {
				int count = Math.min(length - written, 1 + random.nextInt(10_000));
				this.buffer.write(bytes, written, count);
				written += count;
				assertThat(this.buffer.size()).isEqualTo(written);
			}
			ByteArrayOutputStream expected = new ByteArrayOutputStream();
			expected.writeBytes(bytes);
			expected.write('\n');
			assertThat(this.buffer.line()).isEqualTo(expected.toByteArray());
		}
	}

	@Test
	void moreThanIsAllowedIsNotTaken() {
		this.buffer.begin(100_000);
		this.buffer.write(new byte[99_999], 0, 99_999);
		this.buffer.write('x');
		assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> this.buffer.write('x'));
	}

	@Test
	void lineBreaksBecomeSpaces() {
		this.buffer.begin(1000);
		byte[] bytes = "{\r\n\"a\":\n\n1}".getBytes();
		this.buffer.write(bytes, 0, bytes.length);
		assertThat(this.buffer.line()).asString().isEqualTo("{  \"a\":  1}\n");
	}

	@Test
	void theBeginningOfAValueIsFoundInAnySegment() {
		for (int before : new int[] { 5, 65_535, 65_536, 200_000, 500_000 }) {
			this.buffer.begin(1_000_000);
			this.buffer.write("x".repeat(before).getBytes(), 0, before);
			this.buffer.write(": \n[1]".getBytes(), 0, 6);
			this.buffer.write(new byte[300_000], 0, 300_000);
			assertThat(this.buffer.firstOfValue(before)).isEqualTo('[');
		}
	}

	@Test
	void whatIsAdoptedStandsBetweenWhatIsWritten() {
		for (int length : new int[] { 0, 1, 65_535, 65_536, 300_000 }) {
			this.buffer.begin(1_000_000);
			this.buffer.write("before".getBytes(), 0, 6);
			this.buffer.adopt("x".repeat(length).getBytes());
			this.buffer.adopt("y".repeat(length).getBytes());
			this.buffer.write("after".getBytes(), 0, 5);
			assertThat(this.buffer.size()).isEqualTo(11 + 2 * length);
			assertThat(this.buffer.line()).asString()
				.isEqualTo("before" + "x".repeat(length) + "y".repeat(length) + "after\n");
		}
		this.buffer.begin(100_000);
		assertThatExceptionOfType(MessageTooLargeException.class)
			.isThrownBy(() -> this.buffer.adopt(new byte[100_001]));
	}

	@Test
	void aLineKnowsNothingOfTheOneBefore() {
		this.buffer.begin(1_000_000);
		this.buffer.write(new byte[500_000], 0, 500_000);
		this.buffer.begin(10);
		assertThat(this.buffer.size()).isZero();
		this.buffer.write('a');
		assertThat(this.buffer.line()).asString().isEqualTo("a\n");
	}

}
