package io.pluginhost.benchmarks;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ratio}.
 */
class RatioTests {

	@Test
	void ofWhenRoundsAreInCommonDividesRoundByRound() {
		Map<Integer, Double> values = Map.of(0, 10.0, 1, 60.0, 2, 30.0);
		Map<Integer, Double> base = Map.of(0, 10.0, 1, 20.0, 2, 15.0);
		assertThat(Ratio.of(values, base)).contains(new Ratio(2, 1, 3));
	}

	@Test
	void ofWhenBothSlowDownTogetherIsNotSpread() {
		Map<Integer, Double> values = Map.of(0, 2.0, 1, 200.0);
		Map<Integer, Double> base = Map.of(0, 1.0, 1, 100.0);
		assertThat(Ratio.of(values, base)).contains(new Ratio(2, 2, 2));
	}

	@Test
	void ofWhenRoundIsMissingLeavesItOut() {
		assertThat(Ratio.of(Map.of(0, 4.0, 1, 8.0), Map.of(1, 2.0))).contains(new Ratio(4, 4, 4));
	}

	@Test
	void ofWhenBaseIsNothingIsEmpty() {
		assertThat(Ratio.of(Map.of(0, 4.0), Map.of())).isEmpty();
		assertThat(Ratio.of(Map.of(0, 4.0), Map.of(0, 0.0))).isEmpty();
	}

	@Test
	void medianWhenNumberIsOddIsTheMiddleOne() {
		assertThat(Ratio.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
	}

	@Test
	void medianWhenNumberIsEvenIsBetweenTheMiddleOnes() {
		assertThat(Ratio.median(List.of(9.0, 1.0, 5.0, 4.0))).isEqualTo(4.5);
	}

	@Test
	void toStringShowsSpread() {
		assertThat(new Ratio(1.5, 1.25, 12)).hasToString("×1.50 (1.25–12.00)");
	}

}
