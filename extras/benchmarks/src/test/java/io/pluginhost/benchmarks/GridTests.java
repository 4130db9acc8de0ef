package io.pluginhost.benchmarks;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Grid}.
 */
class GridTests {

	@Test
	void linesAlignsColumns() {
		Grid grid = new Grid(List.of("", "floor"));
		grid.add(List.of("call, µs", "1"));
		grid.add(List.of("b", "12345678"));
		assertThat(grid.lines()).containsExactly("|          | floor    |", "|----------|----------|",
				"| call, µs | 1        |", "| b        | 12345678 |");
	}

	@Test
	void isEmptyWhenThereIsOnlyAHeading() {
		Grid grid = new Grid(List.of("a"));
		assertThat(grid.isEmpty()).isTrue();
		grid.add(List.of("b"));
		assertThat(grid.isEmpty()).isFalse();
	}

}
