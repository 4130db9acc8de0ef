package io.pluginhost.handler.support;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PluginPatterns}.
 */
class PluginPatternsTests {

	@Test
	void matchesWhenNoPatternIsTrue() {
		assertThat(patterns().matches("acme.linear")).isTrue();
		assertThat(patterns()).hasToString("all plugins");
	}

	@Test
	void matchesWhenAnyPatternMatchesIsTrue() {
		PluginPatterns patterns = patterns("other", "acme.*");
		assertThat(patterns.matches("acme.linear")).isTrue();
		assertThat(patterns.matches("other")).isTrue();
		assertThat(patterns.matches("acme")).isFalse();
		assertThat(patterns.matches("another")).isFalse();
		assertThat(patterns).hasToString("other, acme.*");
	}

	@Test
	void overlapsWhenOneHasNoPatternIsTrue() {
		assertThat(patterns().overlaps(patterns("a"))).isTrue();
		assertThat(patterns("a").overlaps(patterns())).isTrue();
		assertThat(patterns().overlaps(patterns())).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "acme.linear, acme.linear, true", "acme.linear, acme.github, false", "acme.*, acme.linear, true",
			"acme.*, other.*, false", "acme.*, *.linear, true", "*, x, true", "acme.*, acme, false", "a*c, ab*, true",
			"a*c, *d, false", "*a*, *b*, true", "ab, abc, false", "a**, a, true" })
	void overlapsIsWhetherAnIdCanMatchBoth(String first, String second, boolean expected) {
		assertThat(patterns(first).overlaps(patterns(second))).isEqualTo(expected);
		assertThat(patterns(second).overlaps(patterns(first))).isEqualTo(expected);
	}

	@Test
	void overlapsWhenOneOfManyOverlapsIsTrue() {
		assertThat(patterns("a", "b*").overlaps(patterns("c", "bc"))).isTrue();
		assertThat(patterns("a", "b").overlaps(patterns("c", "d"))).isFalse();
	}

	private static PluginPatterns patterns(String... patterns) {
		return new PluginPatterns(List.of(patterns));
	}

}
