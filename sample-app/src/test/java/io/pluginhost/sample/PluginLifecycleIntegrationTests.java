package io.pluginhost.sample;

import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
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
			ResponseEntity<JsonNode> response = crash("exit");
			assertThat(response.getStatusCode().value()).isEqualTo(503);
			assertThat(response.getBody().path("detail").asString()).contains("code=3")
				.doesNotContain("Asked to crash");
			JsonNode crashed = diagnostics("flaky");
			assertThat(crashed.path("lastCrashReason").asString()).isEqualTo("exit");
			assertThat(crashed.path("lastExitCode").asInt()).isEqualTo(3);
			if (crashed.path("status").asString().equals("backoff")) {
				assertThat(crashed.path("nextRestartAt").asString()).isNotBlank();
				assertThat(crashed.has("pid")).isFalse();
			}
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
		crash("kill");
		JsonNode crashed = diagnostics("flaky");
		assertThat(crashed.path("lastCrashReason").asString()).isEqualTo("signal");
		assertThat(crashed.path("lastExitSignal").asString()).isEqualTo("SIGKILL");
		awaitStatus("flaky", "running");
	}

	@Test
	void otherPluginsDoNotNotice() {
		JsonNode before = ensureRunning("documents");
		crash("halt");
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
		// Again where the backoff was over before the start
		Awaitility.await().atMost(Patience.LIMIT).until(() -> {
			ensureRunning("flaky");
			crash("exit");
			act("flaky", "start");
			return awaitStatus("flaky", "running").path("consecutiveCrashes").asInt() == 0;
		});
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

	/**
	 * Have the plugin crash, and return the caller's answer once the crash is counted:
	 * that stays, while a backoff may be over before it is seen.
	 */
	private ResponseEntity<JsonNode> crash(String how) {
		long crashes = diagnostics("flaky").path("totalCrashes").asLong();
		ResponseEntity<JsonNode> answer = call("flaky", "crash", Map.of("how", how));
		await("flaky", (diagnostics) -> assertThat(diagnostics.path("totalCrashes").asLong()).isGreaterThan(crashes));
		return answer;
	}

}
