package io.pluginhost.rpc;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MessageFinderTests {

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"", "{\"a\":", "{\"a\":{\"jsonrpc\":", "{ ", "{\t\t\t", "{\"a\":[{\"",
			"{\"jsonrpc\":\"2.0\",\"id\":[", "\u001b]0;{", "{}", "{\"a\":1} " })
	void nextReadsALineOnlySoOftenWhateverStandsThere(String piece) {
		// A hostile line costs no more than its length
		byte[] line = piece.repeat(100_000 / piece.length()).getBytes(StandardCharsets.UTF_8);
		EnvelopeScanner scanner = new EnvelopeScanner(null);
		MessageFinder finder = new MessageFinder(scanner, line, 0, line.length);
		while (finder.next()) {
			assertThat(scanner.position()).isEqualTo(finder.position());
		}
		assertThat(finder.bytesRead()).isLessThan(10L * line.length);
	}

	@Test
	void nextFindsObjectsOneAfterTheOther() {
		byte[] line = "a{\"b\":1}c { \"d\":{\"e\":2}}{\"f\"".getBytes(StandardCharsets.UTF_8);
		MessageFinder finder = new MessageFinder(new EnvelopeScanner(null), line, 0, line.length);
		assertThat(finder.next()).isTrue();
		assertThat(text(line, finder)).isEqualTo("{\"b\":1}");
		assertThat(finder.next()).isTrue();
		assertThat(text(line, finder)).isEqualTo("{ \"d\":{\"e\":2}}");
		assertThat(finder.next()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", " \t\r", "\u0007\u007f", "\u001b[0m", "\u001b[38;5;1m\u001b[K", "\u001b]0;any text\u0007",
					"\u001b]8;;http://a\u001b\\ ", "\u001bM", "\u001b(B", "\u001b", "\u001b[", "\u001b]0;", " {text" })
	void isMeaninglessWhenTerminalCodesIsTrue(String text) {
		byte[] line = text.getBytes(StandardCharsets.UTF_8);
		assertThat(MessageFinder.isMeaningless(line, 0, line.length)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", " a", "\u001b[0ma", "\u001b]0;title\u0007a", "\u001b(Ba", "\u00e4", "}" })
	void isMeaninglessWhenTextIsFalse(String text) {
		byte[] line = text.getBytes(StandardCharsets.UTF_8);
		assertThat(MessageFinder.isMeaningless(line, 0, line.length)).isFalse();
	}

	private static String text(byte[] line, MessageFinder finder) {
		return new String(line, finder.start(), finder.position() - finder.start(), StandardCharsets.UTF_8);
	}

}
