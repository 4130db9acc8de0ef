package io.pluginhost.redaction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PrintableTextTests {

	@Test
	void escapeLeavesOrdinaryTextAlone() {
		String text = "A line,\twith a tab and ümläuts 日本 😀 עברית";
		assertThat(PrintableText.escape(text)).isSameAs(text);
		assertThat(PrintableText.print(text)).isSameAs(text);
	}

	@ParameterizedTest
	@ValueSource(chars = { '\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u009b', '\u061c', '\u200e', '\u200f',
			'\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069' })
	void escapeShowsWhatCouldForgeALineOrCommandATerminal(char control) {
		// Characters that could end a line, control a terminal or change the reading
		// order are escaped
		assertThat(PrintableText.escape("a" + control + "b")).isEqualTo("a\\u%04xb".formatted((int) control));
		assertThat(PrintableText.print("a" + control + "b")).isEqualTo("a\\u%04xb".formatted((int) control));
	}

	@Test
	void printSetsFurtherLinesIn() {
		assertThat(PrintableText.print("one\ntwo\r\n\nthree\u001b"))
			.isEqualTo("one\n  | two\\r\n  | \n  | three\\u001b");
		assertThat(PrintableText.printLines("one\ntwo\u001b[2J\rthree\n"))
			.isEqualTo("  | one\n  | two\\u001b[2J\\rthree");
	}

}
