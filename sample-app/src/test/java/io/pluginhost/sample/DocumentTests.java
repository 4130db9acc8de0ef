package io.pluginhost.sample;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Document} and {@link DocumentFormat}.
 */
class DocumentTests {

	@Test
	void readWhenByteOrderMarkLeavesItOut() {
		assertThat(read("\uFEFFHello", StandardCharsets.UTF_8).text()).isEqualTo("Hello");
	}

	@Test
	void readWhenOtherEncodingDecodes() {
		assertThat(read("Žluť", Charset.forName("windows-1250")).text()).isEqualTo("Žluť");
	}

	@Test
	void readWhenNotInTheEncodingIsBadRequest() {
		assertBadRequest("Ž".getBytes(Charset.forName("windows-1250")), "not text in the encoding UTF-8");
	}

	@Test
	void readWhenBinaryIsBadRequest() {
		assertBadRequest(new byte[] { 'a', 0, 'b' }, "binary");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " \n\t" })
	void readWhenBlankIsBadRequest(String text) {
		assertBadRequest(text.getBytes(StandardCharsets.UTF_8), "empty");
	}

	@ParameterizedTest
	@CsvSource({ "a.md, MARKDOWN", "A.B.MARKDOWN, MARKDOWN", "a.txt, TEXT", "a.text, TEXT" })
	void ofFileGoesByTheExtension(String name, DocumentFormat format) {
		assertThat(DocumentFormat.ofFile(name)).isEqualTo(format);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "txt", "a.pdf", "md.exe" })
	void ofFileWhenAnythingElseIsUnsupported(String name) {
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> DocumentFormat.ofFile(name))
			.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE));
	}

	private static Document read(String text, Charset charset) {
		return Document.read("x", DocumentFormat.TEXT, text.getBytes(charset), charset);
	}

	private static void assertBadRequest(byte[] content, String reason) {
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> Document.read("x", DocumentFormat.TEXT, content, StandardCharsets.UTF_8))
			.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST))
			.withMessageContaining(reason);
	}

}
