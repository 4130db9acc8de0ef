package io.pluginhost.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of the sample's README, as curl sends them.
 */
class SampleReadmeIntegrationTests extends AbstractSampleApplicationTests {

	private static final Pattern CURL = Pattern
		.compile("curl(?: -F file=@(?<file>\\S+)| -H 'Content-Type: (?<type>\\S+)'"
				+ " --data-binary @(?<data>\\S+)|(?<stream> -N))? localhost:8080(?<path>\\S+)");

	@BeforeEach
	void start() {
		ensureRunning("documents");
	}

	@Test
	void everyCommandIsAnswered() throws Exception {
		// What a newcomer copies from the README works
		List<String> commands = Files.readString(Path.of("README.md"))
			.lines()
			.filter((line) -> line.startsWith("curl "))
			.toList();
		assertThat(commands).hasSize(4);
		for (String command : commands) {
			Matcher curl = CURL.matcher(command);
			assertThat(curl.matches()).as(command).isTrue();
			if (curl.group("stream") != null) {
				// Connected, or it does not return
				new LiveEventsClient(url()).close();
			}
			else {
				ResponseEntity<JsonNode> response = send(curl);
				assertThat(response.getStatusCode().value()).as(command).isEqualTo(200);
				assertThat(response.getBody().isEmpty()).isFalse();
			}
		}
	}

	private ResponseEntity<JsonNode> send(Matcher curl) throws IOException {
		String path = curl.group("path");
		// From the root of the repository
		if (curl.group("file") != null) {
			String file = curl.group("file");
			return upload(path, file, Files.readAllBytes(Path.of("..", file)));
		}
		if (curl.group("data") != null) {
			return this.http.post()
				.uri(path)
				.contentType(MediaType.parseMediaType(curl.group("type")))
				.body(Files.readAllBytes(Path.of("..", curl.group("data"))))
				.retrieve()
				.toEntity(JsonNode.class);
		}
		return this.http.get().uri(path).retrieve().toEntity(JsonNode.class);
	}

}
