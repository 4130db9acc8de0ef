package io.pluginhost.sample;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * A text to analyse.
 *
 * @param name its name
 * @param text the text, neither empty nor binary
 * @param format its format
 */
record Document(String name, String text, DocumentFormat format) {

	/**
	 * Read a document, or respond with 400 if it is not valid.
	 */
	static Document read(String name, DocumentFormat format, byte[] content, Charset charset) {
		String text = decode(content, charset);
		if (text.indexOf('\0') >= 0) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The document is binary, not text");
		}
		if (text.isBlank()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The document is empty");
		}
		return new Document(name, text, format);
	}

	private static String decode(byte[] content, Charset charset) {
		try {
			// Not new String(…), which replaces malformed input
			String text = charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
			return text.startsWith("\uFEFF") ? text.substring(1) : text;
		}
		catch (CharacterCodingException ex) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"The document is not text in the encoding " + charset.name(), ex);
		}
	}

}
