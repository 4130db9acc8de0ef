package io.pluginhost.worker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StderrTailTests {

	private final StderrTail tail = new StderrTail(10);

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

}
