package io.pluginhost.sample;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.server.ResponseStatusException;

/**
 * Format of a document.
 */
enum DocumentFormat {

	/**
	 * Markdown.
	 */
	MARKDOWN("md", "markdown"),

	/**
	 * Plain text.
	 */
	TEXT("txt", "text");

	private final Set<String> extensions;

	DocumentFormat(String... extensions) {
		this.extensions = Set.of(extensions);
	}

	/**
	 * Return the plugin's name of the format.
	 */
	String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the format of a file by its name, or respond with 415 if it is not
	 * supported.
	 */
	static DocumentFormat ofFile(@Nullable String name) {
		String extension = StringUtils.getFilenameExtension(name);
		for (DocumentFormat format : values()) {
			if (extension != null && format.extensions.contains(extension.toLowerCase(Locale.ROOT))) {
				return format;
			}
		}
		throw new ResponseStatusException(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
				"Only .md, .markdown, .txt and .text files are analysed");
	}

}
