package io.pluginhost.sample;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The main job: documents in, statistics and HTML out, by way of the plugin "documents".
 */
class DocumentAnalysisIntegrationTests extends AbstractSampleApplicationTests {

	@BeforeEach
	void start() {
		ensureRunning("documents");
	}

	@Test
	void uploadedMarkdownIsAnalysed() throws IOException {
		JsonNode result = analyzeSample("/api/documents");
		assertThat(result.path("name").asString()).isEqualTo("sample.md");
		assertThat(result.path("documentId").asString()).isNotBlank();
		JsonNode statistics = result.path("statistics");
		assertThat(statistics.path("words").asInt()).isBetween(250, 300);
		assertThat(statistics.path("sentences").asInt()).isBetween(15, 30);
		assertThat(statistics.path("readingTimeSeconds").asInt()).isBetween(60, 80);
		assertThat(statistics.at("/frequentTerms/0/term").asString()).isEqualTo("boat");
		assertThat(statistics.at("/frequentTerms/0/count").asInt()).isGreaterThan(10);
		assertThat(statistics.path("frequentTerms").size()).isEqualTo(12);
		assertThat(result.path("html").asString()).contains("<h1>The lighthouse", "<blockquote>", "<table>", "<em>");
	}

	@Test
	void progressIsToldInOrderWhileTheAnalysisRuns() throws Exception {
		String id = UUID.randomUUID().toString();
		try (LiveEventsClient events = new LiveEventsClient(url())) {
			JsonNode result = analyzeSample("/api/documents?id=" + id);
			assertThat(result.path("documentId").asString()).isEqualTo(id);
			List<JsonNode> stream = events
				.await((event) -> event.is("kind", "close") && event.is("channel", "documents/" + id))
				.stream()
				.filter((event) -> event.path("channel").asString("").equals("documents/" + id))
				.toList();
			assertThat(stream.get(0).path("kind").asString()).isEqualTo("open");
			List<Integer> percents = stream.stream()
				.filter((event) -> event.path("kind").asString().equals("emit"))
				.map((event) -> event.at("/event/percent").asInt())
				.toList();
			assertThat(percents).hasSizeGreaterThan(5).isSorted().doesNotHaveDuplicates().endsWith(100);
			assertThat(stream.get(stream.size() - 1).path("kind").asString()).isEqualTo("close");
		}
	}

	@Test
	void countersOutliveTheProcess() throws IOException {
		long before = analyzeSample("/api/documents").at("/counters/documents").asLong();
		long pid = diagnostics("documents").path("pid").asLong();
		act("documents", "restart");
		await("documents", (diagnostics) -> {
			assertThat(diagnostics.path("status").asString()).isEqualTo("running");
			assertThat(diagnostics.path("pid").asLong()).isNotEqualTo(pid);
		});
		JsonNode counters = analyzeSample("/api/documents").path("counters");
		assertThat(counters.path("documents").asLong()).isEqualTo(before + 1);
		assertThat(call("documents", "counters", Map.of()).getBody().path("result")).isEqualTo(counters);
	}

	@Test
	void theWorkersLogIsKept() throws IOException {
		analyzeSample("/api/documents");
		assertThat(get("/actuator/plugins/documents/logs").path("logs").valueStream()).anySatisfy((line) -> {
			assertThat(line.path("message").asString()).contains("Analysed 'sample.md'");
			assertThat(line.path("level").asString()).isEqualTo("info");
			assertThat(line.path("timestamp").asString()).isNotBlank();
		});
	}

	@Test
	void plainTextBodyIsAnalysed() {
		ResponseEntity<JsonNode> response = send("text/plain", "# Hello <world>.".getBytes(StandardCharsets.UTF_8));
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getBody().path("html").asString()).isEqualTo("<p># Hello &lt;world&gt;.</p>\n");
	}

	@Test
	void markdownBodyInAnotherEncodingIsAnalysed() {
		ResponseEntity<JsonNode> response = send("text/markdown;charset=windows-1250",
				"# Žluťoučký".getBytes(Charset.forName("windows-1250")));
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getBody().path("html").asString()).isEqualTo("<h1>Žluťoučký</h1>\n");
	}

	@Test
	void dangerousMarkdownIsMadeSafe() {
		ResponseEntity<JsonNode> response = send("text/markdown",
				"<script>alert(1)</script>\n\n[x](javascript:alert(1))".getBytes(StandardCharsets.UTF_8));
		assertThat(response.getBody().path("html").asString()).doesNotContain("<script", "javascript:");
	}

	@ParameterizedTest
	@ValueSource(strings = { "picture.png", "noextension", "" })
	void fileOfAnotherKindIsRefused(String name) {
		assertProblem(upload("/api/documents", name, new byte[] { 'a' }), 415);
	}

	@Test
	void bodyOfAnotherKindIsRefused() {
		assertProblem(send("application/pdf", new byte[] { 'a' }), 415);
	}

	@Test
	void binaryIsRefused() {
		assertProblem(upload("/api/documents", "a.txt", new byte[] { (byte) 0xC3, (byte) 0x28 }), 400);
	}

	@Test
	void emptyFileIsRefused() {
		assertProblem(upload("/api/documents", "a.txt", new byte[0]), 400);
	}

	@Test
	void missingFileIsRefused() {
		ResponseEntity<JsonNode> response = this.http.post()
			.uri("/api/documents")
			.contentType(MediaType.MULTIPART_FORM_DATA)
			.body(new LinkedMultiValueMap<>(Map.of("other", List.of("x"))))
			.retrieve()
			.toEntity(JsonNode.class);
		assertProblem(response, 400);
	}

	@Test
	void badIdIsRefused() {
		assertProblem(upload("/api/documents?id=1", "a.txt", new byte[] { 'a' }), 400);
	}

	@Test
	void fileThatIsTooLargeIsRefused() {
		assertProblem(upload("/api/documents", "a.txt", new byte[1024 * 1024 + 1]), 413);
	}

	@Test
	void bodyThatIsTooLargeIsRefused() {
		assertProblem(send("text/plain", new byte[1024 * 1024 + 1]), 413);
	}

	@Test
	void whilePluginIsStoppedTheServiceIsUnavailable() {
		act("documents", "stop");
		awaitStatus("documents", "stopped");
		JsonNode problem = assertProblem(send("text/plain", new byte[] { 'a' }), 503);
		assertThat(problem.path("detail").asString()).contains("documents");
	}

	private JsonNode analyzeSample(String path) throws IOException {
		byte[] sample = new ClassPathResource("static/sample.md").getContentAsByteArray();
		ResponseEntity<JsonNode> response = upload(path, "sample.md", sample);
		assertThat(response.getStatusCode().value()).as(() -> String.valueOf(response.getBody())).isEqualTo(200);
		return response.getBody();
	}

	private ResponseEntity<JsonNode> send(String type, byte[] body) {
		return this.http.post()
			.uri("/api/documents")
			.header("Content-Type", type)
			.body(body)
			.retrieve()
			.toEntity(JsonNode.class);
	}

	private static JsonNode assertProblem(ResponseEntity<JsonNode> response, int status) {
		assertThat(response.getStatusCode().value()).as(() -> String.valueOf(response.getBody())).isEqualTo(status);
		assertThat(response.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(response.getBody().path("detail").asString()).isNotBlank();
		return response.getBody();
	}

}
