package io.pluginhost.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.servlet.autoconfigure.MultipartProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

import io.pluginhost.PluginWorkerManager;

/**
 * Accepts documents and has them analysed by the plugin {@code documents}. Responds when
 * the analysis is complete; its progress is sent with the {@link LiveEvents}, with the
 * document's id, which the sender may choose.
 */
@RestController
@RequestMapping("/api/documents")
class DocumentController {

	private static final MediaType MARKDOWN = new MediaType("text", "markdown");

	private final PluginWorkerManager plugins;

	private final int maxSize;

	DocumentController(PluginWorkerManager plugins, MultipartProperties multipart) {
		this.plugins = plugins;
		this.maxSize = (int) multipart.getMaxFileSize().toBytes();
	}

	@PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	AnalyzedDocument analyzeFile(@RequestParam MultipartFile file, @RequestParam(required = false) @Nullable UUID id)
			throws IOException {
		String name = Objects.requireNonNullElse(file.getOriginalFilename(), "");
		DocumentFormat format = DocumentFormat.ofFile(name);
		return analyze(Document.read(name, format, file.getBytes(), StandardCharsets.UTF_8), id);
	}

	@PostMapping(consumes = { MediaType.TEXT_PLAIN_VALUE, "text/markdown" })
	AnalyzedDocument analyzeText(InputStream body, @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
			@RequestParam(defaultValue = "document") String name, @RequestParam(required = false) @Nullable UUID id)
			throws IOException {
		byte[] content = body.readNBytes(this.maxSize + 1);
		if (content.length > this.maxSize) {
			throw new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE,
					"A document has at most " + this.maxSize + " bytes");
		}
		Charset charset = Objects.requireNonNullElse(type.getCharset(), StandardCharsets.UTF_8);
		DocumentFormat format = MARKDOWN.isCompatibleWith(type) ? DocumentFormat.MARKDOWN : DocumentFormat.TEXT;
		return analyze(Document.read(name, format, content, charset), id);
	}

	private AnalyzedDocument analyze(Document document, @Nullable UUID id) {
		UUID documentId = (id != null) ? id : UUID.randomUUID();
		DocumentAnalysis analysis = this.plugins.call("documents", "analyze")
			.scope("sample")
			.param("documentId", documentId)
			.param("name", document.name())
			.param("format", document.format().code())
			.param("text", document.text())
			.retrieve(DocumentAnalysis.class);
		return new AnalyzedDocument(documentId, document.name(), Objects.requireNonNull(analysis));
	}

}
