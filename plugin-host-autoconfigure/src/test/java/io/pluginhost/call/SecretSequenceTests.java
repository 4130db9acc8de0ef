package io.pluginhost.call;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SecretSequenceTests {

	private static final int COUNT = 100_000;

	@Test
	void nextIsNeverTheSameTwiceAndAnExactNumberInJson() {
		// No answer can be taken for another's, whatever language the worker is written
		// in
		SecretSequence sequence = new SecretSequence();
		Set<Long> numbers = new HashSet<>();
		for (int i = 0; i < COUNT; i++) {
			long next = sequence.next();
			assertThat(next).isBetween(1L, (1L << 53) - 1);
			numbers.add(next);
		}
		assertThat(numbers).hasSize(COUNT);
	}

	@Test
	void nextCannotBeGuessedFromOthers() {
		// An answer proves that its call was read
		SecretSequence sequence = new SecretSequence();
		int[] ones = new int[52];
		Set<Long> steps = new HashSet<>();
		long last = sequence.next();
		for (int i = 0; i < COUNT; i++) {
			long next = sequence.next();
			steps.add(next - last);
			for (int bit = 0; bit < ones.length; bit++) {
				ones[bit] += (int) ((next ^ last) >>> bit & 1);
			}
			last = next;
		}
		assertThat(steps).as("differences").hasSizeGreaterThan(COUNT - 10);
		for (int changed : ones) {
			assertThat(changed).as("how often a bit changes").isBetween(COUNT * 49 / 100, COUNT * 51 / 100);
		}
	}

	@Test
	void nextDependsOnEveryBitOfTheKey() {
		Set<Long> first = new HashSet<>();
		first.add(new SecretSequence(0, 0).next());
		for (int bit = 0; bit < 64; bit++) {
			first.add(new SecretSequence(1L << bit, 0).next());
			first.add(new SecretSequence(0, 1L << bit).next());
		}
		assertThat(first).hasSize(129);
		assertThat(new SecretSequence().next()).isNotEqualTo(new SecretSequence().next());
	}

}
