package io.pluginhost.redaction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogTextTests {

	@Test
	void escapeLeavesOrdinaryTextAlone() {
		String text = "A line,\twith a tab and ümläuts 😀";
		assertThat(LogText.escape(text)).isSameAs(text);
	}

	@Test
	void escapeShowsWhatCouldForgeALineOrCommandATerminal() {
		assertThat(LogText.escape("a\nb\rc\u001b[31md\u0085e\u2028f"))
			.isEqualTo("a\\nb\\rc\\u001b[31md\\u0085e\\u2028f");
	}

	@Test
	void escapeLinesKeepsTheLinesOfAnExcerptAndSetsThemIn() {
		assertThat(LogText.escapeLines("one\ntwo\u001b[2J\rthree")).isEqualTo("  | one\n  | two\\u001b[2J\\rthree");
	}

}
