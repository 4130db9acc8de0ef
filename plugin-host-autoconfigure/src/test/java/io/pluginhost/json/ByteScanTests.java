package io.pluginhost.json;

import java.util.Random;
import java.util.function.IntPredicate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Eight at a time finds what one at a time does.
 */
class ByteScanTests {

	@Test
	void everyByteAtEveryPlaceIsFoundOrNot() {
		for (int value = 0; value < 256; value++) {
			for (int place = 0; place < 20; place++) {
				byte[] bytes = "abcdefghijklmnopqrst".getBytes();
				bytes[place] = (byte) value;
				check(bytes, 0, bytes.length);
			}
		}
	}

	@Test
	void neighboursMakeNoDifference() {
		Random random = new Random(7);
		byte[] interesting = { '"', '\\', '\n', '\r', ' ', 0x1F, 0x7F, (byte) 0x80, (byte) 0xFF, '!', '#', '?', '[',
				']', 0, 'a' };
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[random.nextInt(40)];
			for (int j = 0; j < bytes.length; j++) {
				bytes[j] = (random.nextInt(3) > 0) ? (byte) ('a' + j % 26)
						: interesting[random.nextInt(interesting.length)];
			}
			int from = random.nextInt(bytes.length + 1);
			check(bytes, from, from + random.nextInt(bytes.length - from + 1));
		}
	}

	private static void check(byte[] bytes, int from, int end) {
		assertThat(ByteScan.quoteOrBackslash(bytes, from, end))
			.isEqualTo(first(bytes, from, end, (b) -> b == '"' || b == '\\'));
		assertThat(ByteScan.notPlain(bytes, from, end))
			.isEqualTo(first(bytes, from, end, (b) -> b == '"' || b == '\\' || b < ' ' || b > 0x7F));
		assertThat(ByteScan.lineBreak(bytes, from, end))
			.isEqualTo(first(bytes, from, end, (b) -> b == '\n' || b == '\r'));
		assertThat(ByteScan.questionMark(bytes, from, end)).isEqualTo(first(bytes, from, end, (b) -> b == '?'));
	}

	private static int first(byte[] bytes, int from, int end, IntPredicate wanted) {
		int i = from;
		while (i < end && !wanted.test(bytes[i] & 0xFF)) {
			i++;
		}
		return i;
	}

}
