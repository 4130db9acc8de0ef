package io.pluginhost.output;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StderrTailTests {

	private final StderrTail tail = tail(10);

	@Test
	void excerptWhenNothingWasWrittenIsEmpty() {
		assertThat(this.tail.excerpt()).isEmpty();
	}

	@Test
	void excerptHoldsTheLines() {
		this.tail.add("one");
		this.tail.add("two");
		assertThat(this.tail.excerpt()).isEqualTo("one\ntwo");
	}

	@Test
	void excerptHoldsTheNewestOnly() {
		for (int i = 0; i < 1000; i++) {
			this.tail.add("line " + i);
		}
		assertThat(this.tail.excerpt()).isEqualTo("8\nline 999").hasSize(10);
	}

	@Test
	void excerptHoldsTheEndOfALongLine() {
		this.tail.add("0123456789abcdef");
		assertThat(this.tail.excerpt()).isEqualTo("6789abcdef");
	}

	@Test
	void excerptHoldsNoHalfOfACharacter() {
		this.tail.add("\uD83D\uDE00234567890");
		assertThat(this.tail.excerpt()).isEqualTo("234567890");
	}

	@Test
	void excerptHoldsALineThatHasNoEndYetUntilItHasOne() {
		// A line without line feed, such as a prompt, is part of the excerpt
		this.tail.add("a");
		part("pass");
		part("word: ");
		assertThat(this.tail.excerpt()).isEqualTo("password: ").hasSize(10);
		this.tail.add("password: x");
		assertThat(this.tail.excerpt()).isEqualTo("assword: x");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 1000, 8192, 65_536, 100_000 })
	void excerptHoldsTheNewestOfALineWithoutEnd(int piece) {
		StringBuilder line = new StringBuilder();
		for (int i = 0; line.length() < 200_000; i++) {
			line.append(i).append('ä');
		}
		byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
		StderrTail tail = tail(8000);
		for (int i = 0; i < bytes.length; i += piece) {
			tail.part(bytes, i, Math.min(piece, bytes.length - i));
		}
		assertThat(tail.excerpt()).isEqualTo(line.substring(line.length() - 8000));
		tail.endLine();
		tail.add("next");
		assertThat(tail.excerpt()).isEqualTo(line.substring(line.length() - 7995) + "\nnext");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ä", "日", "😀" })
	void excerptHoldsNoHalfOfACharacterThatIsNotThereYet(String character) {
		byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
		for (int i = 1; i < bytes.length; i++) {
			StderrTail tail = tail(100);
			tail.part("a".getBytes(StandardCharsets.UTF_8), 0, 1);
			tail.part(bytes, 0, i);
			assertThat(tail.excerpt()).isEqualTo("a");
			tail.part(bytes, i, bytes.length - i);
			assertThat(tail.excerpt()).isEqualTo("a" + character);
		}
	}

	private static StderrTail tail(int capacity) {
		return new StderrTail(capacity, (line) -> line, (line) -> line);
	}

	private void part(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.tail.part(bytes, 0, bytes.length);
	}

}
