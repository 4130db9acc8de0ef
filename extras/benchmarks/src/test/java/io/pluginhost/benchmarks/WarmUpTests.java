package io.pluginhost.benchmarks;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WarmUp}.
 */
class WarmUpTests {

	private final Deque<Map<String, Double>> slices = new ArrayDeque<>();

	@Test
	void runWhenAllocationHoldsStillEnds() throws IOException {
		this.slices
			.addAll(List.of(slice(0.5, 9000), slice(0.05, 4000), slice(0.05, 4010), slice(0.05, 4000), slice(0, 1)));
		assertThat(warmUp()).isTrue();
		assertThat(this.slices).hasSize(1);
	}

	@Test
	void runWhenCompilerIsAtWorkGoesOn() throws IOException {
		this.slices.addAll(List.of(slice(0.5, 4000), slice(0.5, 4000), slice(0.01, 4000), slice(0.01, 4000)));
		assertThat(warmUp()).isTrue();
		assertThat(this.slices).isEmpty();
	}

	@Test
	void runWhenNeverSteadyGivesUp() throws IOException {
		this.slices.addAll(List.of(slice(0, 1000), slice(0, 2000), slice(0, 2000), slice(0, 1000), slice(0, 2000)));
		assertThat(warmUp()).isFalse();
	}

	@Test
	void runWhenContestantCannotDoItEnds() throws IOException {
		this.slices.add(Map.of());
		assertThat(warmUp()).isTrue();
	}

	private boolean warmUp() throws IOException {
		return new WarmUp(1250).run((millis) -> this.slices.remove());
	}

	private static Map<String, Double> slice(double compiling, double bytes) {
		return Map.of("compiling", compiling, "bytes", bytes);
	}

}
