package io.pluginhost.sample;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plugins that crash, come back, and are stopped and started by hand.
 */
class PluginLifecycleIntegrationTests extends AbstractSampleApplicationTests {

	@BeforeEach
	void start() {
		ensureRunning("flaky");
	}

	@Test
	void pluginAnswersCalls() {
		ResponseEntity<JsonNode> response = call("flaky", "ping", Map.of());
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getBody().at("/result/pid").asLong()).isEqualTo(diagnostics("flaky").path("pid").asLong());
	}

	@Test
	void pluginComesBackAfterACrash() throws Exception {
		JsonNode before = diagnostics("flaky");
		try (LiveEventsClient events = new LiveEventsClient(url())) {
			ResponseEntity<JsonNode> response = call("flaky", "crash", Map.of("how", "exit"));
			assertThat(response.getStatusCode().value()).isEqualTo(503);
			assertThat(response.getBody().path("detail").asString()).contains("code=3")
				.doesNotContain("Asked to crash");
			JsonNode backoff = awaitStatus("flaky", "backoff");
			assertThat(backoff.path("lastCrashReason").asString()).isEqualTo("exit");
			assertThat(backoff.path("lastExitCode").asInt()).isEqualTo(3);
			assertThat(backoff.path("nextRestartAt").asString()).isNotBlank();
			assertThat(backoff.has("pid")).isFalse();
			assertThat(get("/actuator/health").path("status").asString()).isEqualTo("UP");
			JsonNode after = awaitStatus("flaky", "running");
			assertThat(after.path("pid").asLong()).isNotEqualTo(before.path("pid").asLong());
			assertThat(after.path("generation").asLong()).isEqualTo(before.path("generation").asLong() + 1);
			assertThat(after.path("totalRestarts").asLong()).isEqualTo(before.path("totalRestarts").asLong() + 1);
			List<String> news = events.await((event) -> event.is("type", "restarted"))
				.stream()
				.filter((event) -> event.path("pluginId").asString("").equals("flaky"))
				.map((event) -> event.path("type").asString().equals("status") ? event.path("text").asString()
						: event.path("type").asString())
				.toList();
			assertThat(news).containsSubsequence("crashed", "crashed", "backoff", "starting", "running");
		}
	}

	@Test
	void pluginThatIsKilledComesBackToo() {
		call("flaky", "crash", Map.of("how", "kill"));
		JsonNode backoff = awaitStatus("flaky", "backoff");
		assertThat(backoff.path("lastCrashReason").asString()).isEqualTo("signal");
		assertThat(backoff.path("lastExitSignal").asString()).isEqualTo("SIGKILL");
		awaitStatus("flaky", "running");
	}

	@Test
	void otherPluginsDoNotNotice() {
		JsonNode before = ensureRunning("documents");
		call("flaky", "crash", Map.of("how", "halt"));
		awaitStatus("flaky", "backoff");
		JsonNode after = diagnostics("documents");
		assertThat(after.path("status").asString()).isEqualTo("running");
		assertThat(after.path("pid").asLong()).isEqualTo(before.path("pid").asLong());
	}

	@Test
	void pluginIsStoppedAndStartedByHand() {
		assertThat(act("flaky", "stop").getStatusCode().value()).isEqualTo(202);
		JsonNode stopped = awaitStatus("flaky", "stopped");
		assertThat(stopped.has("pid")).isFalse();
		assertThat(call("flaky", "ping", Map.of()).getStatusCode().value()).isEqualTo(503);
		assertThat(act("flaky", "start").getStatusCode().value()).isEqualTo(202);
		awaitStatus("flaky", "running");
		assertThat(call("flaky", "ping", Map.of()).getStatusCode().value()).isEqualTo(200);
	}

	@Test
	void pluginIsRestartedByHand() {
		JsonNode before = diagnostics("flaky");
		assertThat(act("flaky", "restart").getStatusCode().value()).isEqualTo(202);
		JsonNode after = await("flaky", (diagnostics) -> {
			assertThat(diagnostics.path("status").asString()).isEqualTo("running");
			assertThat(diagnostics.path("generation").asLong()).isGreaterThan(before.path("generation").asLong());
		});
		assertThat(after.path("totalRestarts").asLong()).isEqualTo(before.path("totalRestarts").asLong());
	}

	@Test
	void startByHandEndsTheBackoff() {
		call("flaky", "crash", Map.of("how", "exit"));
		awaitStatus("flaky", "backoff");
		act("flaky", "start");
		assertThat(awaitStatus("flaky", "running").path("consecutiveCrashes").asInt()).isZero();
	}

	@Test
	void unknownPluginIsNotFound() {
		assertThat(call("nobody", "ping", Map.of()).getStatusCode().value()).isEqualTo(404);
		assertThat(act("nobody", "stop").getStatusCode().value()).isEqualTo(404);
	}

	@Test
	void unknownMethodIsTheWorkersError() {
		ResponseEntity<JsonNode> response = call("flaky", "noSuchMethod", Map.of());
		assertThat(response.getStatusCode().value()).isEqualTo(502);
		assertThat(response.getBody().path("code").asInt()).isEqualTo(-32601);
	}

	@Test
	void methodsOfTheWorkersLifeAreNotForCallers() {
		assertThat(call("flaky", "shutdown", Map.of()).getStatusCode().value()).isEqualTo(400);
		assertThat(call("flaky", "", Map.of()).getStatusCode().value()).isEqualTo(400);
		assertThat(diagnostics("flaky").path("status").asString()).isEqualTo("running");
	}

}
