package io.pluginhost.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A plugin on Node.js, built on the plugin SDK as npm has it.
 */
@RequiresTool(Tool.NODE)
@ActiveProfiles("polyglot")
@TestPropertySource(properties = { "plugin-host.plugins.wordcloud.enabled=false",
		"plugin-host.plugins.documents.enabled=false", "plugin-host.plugins.flaky.enabled=false" })
class GreeterIntegrationTests extends AbstractSampleApplicationTests {

	@BeforeAll
	static void install() throws IOException, InterruptedException {
		SampleWorker.installGreeter();
	}

	@BeforeEach
	void start() {
		ensureRunning("greeter");
	}

	@Test
	void callsAreAnsweredAndStateIsKeptInTheHost() {
		call("greeter", "performAction", Map.of("key", "forget", "params", Map.of()));
		assertThat(greet("Ada").path("greeting").asString()).isEqualTo("Ahoj, Ada!");
		assertThat(greet("Bob").path("count").asInt()).isEqualTo(2);
		long generation = diagnostics("greeter").path("generation").asLong();
		act("greeter", "restart");
		await("greeter", (diagnostics) -> {
			assertThat(diagnostics.path("status").asString()).isEqualTo("running");
			assertThat(diagnostics.path("generation").asLong()).isGreaterThan(generation);
		});
		assertThat(greet("Eve").path("count").asInt()).isEqualTo(3);
	}

	@Test
	void streamsReachTheApplication() throws Exception {
		try (LiveEventsClient events = new LiveEventsClient(url())) {
			greet("Ada Lovelace");
			List<JsonNode> stream = events
				.await((event) -> event.is("channel", "greetings") && event.is("kind", "close"))
				.stream()
				.filter((event) -> event.has("kind"))
				.toList();
			assertThat(stream).extracting((event) -> event.path("kind").asString())
				.containsExactly("open", "emit", "emit", "emit", "close");
			assertThat(stream.get(1).at("/event/word").asString()).isEqualTo("Ahoj,");
		}
	}

	@Test
	void oneStreamCanBeWatched() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/api/plugins/greeter/streams/greetings"))
			.build();
		try (Stream<String> lines = HttpClient.newHttpClient()
			.send(request, HttpResponse.BodyHandlers.ofLines())
			.body()) {
			greet("Ada");
			assertThat(lines.filter((line) -> line.startsWith("event:") || line.startsWith("data:"))
				.takeWhile((line) -> !line.equals("event:closed"))).contains("event:opened")
				.anySatisfy((line) -> assertThat(line).startsWith("data:").contains("Ahoj,"));
		}
	}

	@Test
	void logReachesTheApplication() {
		greet("Ada");
		assertThat(get("/actuator/plugins/greeter/logs").path("logs").valueStream())
			.anySatisfy((line) -> assertThat(line.path("message").asString()).contains("Greeted somebody"));
	}

	@Test
	void errorsOfTheWorkerAreItsOwn() {
		ResponseEntity<JsonNode> response = call("greeter", "getData", Map.of("key", "nothing", "params", Map.of()));
		assertThat(response.getStatusCode().value()).isEqualTo(502);
		assertThat(response.getBody().path("detail").asString()).contains("nothing");
	}

	@Test
	void crashesAndComesBack() {
		JsonNode before = diagnostics("greeter");
		ProcessHandle.of(before.path("pid").asLong()).orElseThrow().destroyForcibly();
		JsonNode after = await("greeter", (diagnostics) -> {
			assertThat(diagnostics.path("status").asString()).isEqualTo("running");
			assertThat(diagnostics.path("pid").asLong()).isNotEqualTo(before.path("pid").asLong());
		});
		assertThat(after.path("lastExitSignal").asString()).isEqualTo("SIGKILL");
		assertThat(greet("Ada").path("greeting").asString()).isEqualTo("Ahoj, Ada!");
	}

	@Test
	void stopsWhenAsked() {
		long pid = diagnostics("greeter").path("pid").asLong();
		act("greeter", "stop");
		JsonNode stopped = awaitStatus("greeter", "stopped");
		assertThat(stopped.path("lastExitCode").asInt(-1)).isZero();
		assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
	}

	private JsonNode greet(String name) {
		ResponseEntity<JsonNode> response = call("greeter", "getData",
				Map.of("key", "greeting", "params", Map.of("name", name)));
		assertThat(response.getStatusCode().value()).as(() -> String.valueOf(response.getBody())).isEqualTo(200);
		return response.getBody().path("result");
	}

}
