package io.pluginhost.sample;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.server.ResponseStatusException;

/**
 * How a document is written.
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
	 * Return the format as the plugin knows it.
	 */
	String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Tell a file's format by its name, or say in a 415 that it has none of ours.
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
