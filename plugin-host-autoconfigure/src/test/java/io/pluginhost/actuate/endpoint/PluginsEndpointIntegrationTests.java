package io.pluginhost.actuate.endpoint;

import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint behind a web server, beside workers that run.
 */
class PluginsEndpointIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String LINEAR = "/actuator/plugins/acme.linear";

	private static WebApplication application;

	@BeforeAll
	static void run() {
		List<String> properties = new ArrayList<>(properties());
		properties.addAll(List.of(MischiefWorker.properties("doomed", "initialize-exit=127")));
		properties.addAll(List.of("plugin-host.startup=blocking", "management.endpoint.plugins.access=unrestricted",
				"management.info.plugins.enabled=true", "plugin-host.plugins.doomed.required=false",
				"plugin-host.plugins.doomed.restart.enabled=false"));
		application = WebApplication.run(TestApplication.class, properties);
		await().atMost(PATIENCE)
			.until(() -> application.manager().getWorker("doomed").status() == WorkerStatus.CRASHED);
		application.manager().call("acme.linear", "log").param("text", "a word").retrieve();
		application.manager().call("acme.linear", "stderr").param("text", "ERROR oh no").retrieve();
		await().atMost(PATIENCE)
			.until(() -> application.manager().getWorker("acme.linear").diagnostics().stderrExcerpt() != null);
	}

	@AfterAll
	static void close() {
		if (application != null) {
			application.close();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void pluginsAreAsInTheSample() {
		HttpResponse<String> response = application.get("/actuator/plugins");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type").orElse(""))
			.startsWith("application/vnd.spring-boot.actuator");
		// Measuring memory may take longer than a request waits
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(JsonSample.of(application.get("/actuator/plugins").body()))
				.isEqualTo(JsonSample.read("plugins.json")));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void pluginIsAsInTheSample() {
		HttpResponse<String> response = application.get(LINEAR);
		assertThat(response.statusCode()).isEqualTo(200);
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(withoutCommand(application.get(LINEAR).body()))
				.isEqualTo(JsonSample.read("plugin.json")));
	}

	@Test
	void pluginShowsItsWholeCommand() {
		List<String> command = new ArrayList<>();
		json(application.get(LINEAR)).at("/definition/command").forEach((part) -> command.add(part.stringValue()));
		assertThat(command).isEqualTo(MischiefWorker.command());
	}

	@Test
	void unknownPluginIsNotFound() {
		assertThat(application.get("/actuator/plugins/acme").statusCode()).isEqualTo(404);
		assertThat(application.get("/actuator/plugins/acme/history").statusCode()).isEqualTo(404);
		assertThat(application.post("/actuator/plugins/acme", "{\"action\":\"start\"}").statusCode()).isEqualTo(404);
	}

	@Test
	void unknownViewIsBadRequest() {
		HttpResponse<String> response = application.get(LINEAR + "/secrets");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body())
			.isEqualTo("{\"message\":\"There is no view 'secrets': use history, logs or calls\"}");
	}

	@Test
	void historyIsAsInTheSample() {
		assertThat(JsonSample.of(application.get("/actuator/plugins/doomed/history").body()))
			.isEqualTo(JsonSample.read("history.json"));
	}

	@Test
	void logsAreAsInTheSample() {
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(JsonSample.of(application.get(LINEAR + "/logs").body()))
				.isEqualTo(JsonSample.read("logs.json")));
	}

	@Test
	void callsAreAsInTheSample() {
		CompletableFuture<JsonNode> call = application.manager()
			.call("acme.linear", "silence")
			.timeout(Duration.ofMinutes(1))
			.retrieveAsync(JsonNode.class);
		try {
			String calls = JsonSample.of(application.get(LINEAR + "/calls").body());
			assertThat(calls.replaceFirst("\"id\" : \\d+", "\"id\" : 0")).isEqualTo(JsonSample.read("calls.json"));
		}
		finally {
			call.cancel(true);
		}
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(application.get(LINEAR + "/calls").body()).isEqualTo("{\"calls\":[]}"));
	}

	@Test
	void actionsAreAcceptedAndDone() {
		// An operator's actions wait for nothing, not for restart.initial-delay either
		try (WebApplication idle = idle("management.endpoint.plugins.access=unrestricted",
				"plugin-host.defaults.restart.initial-delay=1h", "plugin-host.defaults.restart.max-delay=1h")) {
			HttpResponse<String> response = idle.post(LINEAR, "{\"action\":\"start\"}");
			assertThat(response.statusCode()).isEqualTo(202);
			assertThat(json(response).path("pluginId").stringValue()).isEqualTo("acme.linear");
			assertThat(json(response).has("definition")).isFalse();
			PluginWorker worker = idle.manager().getWorker("acme.linear");
			await().atMost(PATIENCE).until(() -> worker.status() == WorkerStatus.RUNNING);
			assertThat(idle.post(LINEAR, "{\"action\":\"restart\"}").statusCode()).isEqualTo(202);
			await().atMost(PATIENCE)
				.until(() -> worker.diagnostics().generation() == 2 && worker.status() == WorkerStatus.RUNNING);
			assertThat(idle.post(LINEAR, "{\"action\":\"stop\"}").statusCode()).isEqualTo(202);
			await().atMost(PATIENCE).until(() -> worker.status() == WorkerStatus.STOPPED);
		}
	}

	@Test
	void unknownActionIsBadRequest() {
		HttpResponse<String> response = application.post(LINEAR, "{\"action\":\"kill\"}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body())
			.isEqualTo("{\"message\":\"There is no action 'kill': use start, stop or restart\"}");
		assertThat(application.post(LINEAR, "{}").statusCode()).isEqualTo(400);
		assertThat(application.manager().isRunning("acme.linear")).isTrue();
	}

	@Test
	void requiredPluginThatRunsAndOtherThatIsDownLeaveTheApplicationUp() {
		HttpResponse<String> response = application.get("/actuator/health");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode health = json(response);
		assertThat(health.path("status").stringValue()).isEqualTo("UP");
		assertThat(health.at("/components/plugins/status").stringValue()).isEqualTo("UP");
		assertThat(health.at("/components/plugins/components/doomed/status").stringValue()).isEqualTo("DEGRADED");
		HttpResponse<String> doomed = application.get("/actuator/health/plugins/doomed");
		assertThat(doomed.statusCode()).isEqualTo(200);
		HttpResponse<String> linear = application.get("/actuator/health/plugins/acme.linear");
		assertThat(json(linear).path("status").stringValue()).isEqualTo("UP");
		assertThat(json(linear).at("/details/uptime").stringValue()).startsWith("PT");
	}

	@Test
	void infoShowsPluginsWhenEnabled() {
		HttpResponse<String> response = application.get("/actuator/info");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(json(response).path("plugins")).isEqualTo(JsonMapper.shared().readTree("""
				{"acme.linear": {"status": "running", "totalCrashes": 0},
				 "doomed": {"status": "crashed", "totalCrashes": 1}}"""));
		try (WebApplication idle = idle()) {
			assertThat(idle.get("/actuator/info").body()).isEqualTo("{}");
		}
	}

	@Test
	void actionIsRefusedByDefault() {
		try (WebApplication idle = idle()) {
			assertThat(idle.post(LINEAR, "{\"action\":\"start\"}").statusCode()).isEqualTo(405);
			assertThat(idle.manager().getWorker("acme.linear").status()).isEqualTo(WorkerStatus.STOPPED);
		}
	}

	@Test
	void valuesAreShownWhenTheyAlwaysAreUnlessFunctionMasksThem() {
		try (WebApplication idle = idle("management.endpoint.plugins.show-values=always")) {
			assertThat(values(idle.get(LINEAR))).isEqualTo(
					"{\"LINEAR_URL\":\"http://linear\",\"LINEAR_KEY\":\"******\"}{\"team\":\"ENG\",\"labels\":[\"a\",\"b\"],"
							+ "\"nested\":{\"limit\":20,\"apiToken\":\"******\"},\"nothing\":null}");
		}
	}

	@Test
	void valuesAreShownToWhoIsAuthorized() {
		try (WebApplication idle = idle("management.endpoint.plugins.show-values=when-authorized",
				"management.endpoint.plugins.roles=operator")) {
			assertThat(values(idle.get(LINEAR))).doesNotContain("ENG").doesNotContain("http://linear");
			assertThat(values(idle.get(LINEAR, "X-Role", "guest"))).doesNotContain("ENG");
			assertThat(values(idle.get(LINEAR, "X-Role", "operator"))).contains("ENG", "http://linear");
		}
	}

	@Test
	void wordsOfWorkersAreShownToWhoIsAuthorized() {
		// Text of a worker may contain its secrets: masked wherever it is shown
		try (WebApplication idle = idle("management.endpoint.plugins.access=unrestricted",
				"management.endpoint.plugins.show-values=when-authorized", "management.endpoint.plugins.roles=operator",
				"plugin-host.plugins.broken.command=/bin/true",
				"plugin-host.plugins.broken.command-prefix=/no/such/prefix",
				"plugin-host.plugins.broken.restart.enabled=false")) {
			idle.manager().getWorker("acme.linear").start().join();
			idle.manager().call("acme.linear", "log").param("text", "a word").retrieve();
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(json(idle.get(LINEAR + "/logs")).path("logs")).hasSize(1));
			assertThat(json(idle.get(LINEAR + "/logs", "X-Role", "guest")).at("/logs/0/message").stringValue())
				.isEqualTo("******");
			JsonNode line = json(idle.get(LINEAR + "/logs", "X-Role", "operator")).at("/logs/0");
			assertThat(line.path("message").stringValue()).isEqualTo("a word");
			assertThat(line.at("/meta/n").stringValue()).as("masked by a function").isEqualTo("******");
			idle.manager().call("acme.linear", "stderr").param("text", "oh no").retrieve();
			await().atMost(PATIENCE)
				.until(() -> idle.manager().getWorker("acme.linear").diagnostics().stderrExcerpt() != null);
			String start = "{\"action\":\"start\"}";
			assertThat(json(idle.post(LINEAR, start, "X-Role", "guest")).path("stderrExcerpt").stringValue())
				.isEqualTo("******");
			assertThat(json(idle.post(LINEAR, start, "X-Role", "operator")).path("stderrExcerpt").stringValue())
				.contains("oh no");
			assertThat(idle.manager().getWorker("broken").start()).failsWithin(PATIENCE);
			String history = "/actuator/plugins/broken/history";
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(idle.get(history).body()).contains("crashed"));
			assertThat(idle.get(history).body()).contains("\"error\":\"******\"").doesNotContain("/no/such/prefix");
			assertThat(idle.get(history, "X-Role", "guest").body()).doesNotContain("/no/such/prefix");
			assertThat(idle.get(history, "X-Role", "operator").body()).contains("/no/such/prefix");
		}
	}

	@Test
	void valuesAreShownToAnybodyKnownWhenThereAreNoRoles() {
		try (WebApplication idle = idle("management.endpoint.plugins.show-values=when-authorized")) {
			assertThat(values(idle.get(LINEAR))).doesNotContain("ENG");
			assertThat(values(idle.get(LINEAR, "X-Role", "guest"))).contains("ENG");
		}
	}

	@Test
	void namesAndTimesDoNotDependOnTheApplicationsMapper() {
		List<String> odd = List.of("management.endpoints.jackson.isolated-json-mapper=false",
				"spring.jackson.property-naming-strategy=SNAKE_CASE",
				"spring.jackson.default-property-inclusion=non_empty",
				"spring.jackson.datatype.datetime.write-dates-as-timestamps=true",
				"spring.jackson.datatype.datetime.write-durations-as-timestamps=true",
				"management.endpoint.plugins.show-values=always");
		try (WebApplication idle = idle(odd.toArray(String[]::new))) {
			assertThat(withoutCommand(idle.get(LINEAR).body())).isEqualTo(JsonSample.read("plugin-stopped.json"));
		}
	}

	/**
	 * An application that starts no plugin.
	 */
	private static WebApplication idle(String... more) {
		List<String> properties = new ArrayList<>(properties());
		properties.add("plugin-host.startup=none");
		properties.addAll(List.of(more));
		return WebApplication.run(TestApplication.class, properties);
	}

	private static List<String> properties() {
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("linear")));
		properties.addAll(List.of("management.endpoints.web.exposure.include=health,info,plugins",
				"management.endpoint.health.show-details=always", "plugin-host.plugins.linear.id=acme.linear",
				"plugin-host.plugins.linear.env.LINEAR_URL=http://linear",
				"plugin-host.plugins.linear.env.LINEAR_KEY=key-of-linear",
				"plugin-host.plugins.linear.config-json={\"team\":\"ENG\",\"labels\":[\"a\",\"b\"],"
						+ "\"nested\":{\"limit\":20,\"apiToken\":\"token-of-linear\"},\"nothing\":null}",
				"plugin-host.plugins.linear.capabilities=state.read,http.fetch",
				"plugin-host.defaults.health-check.enabled=false"));
		return properties;
	}

	private static String values(HttpResponse<String> response) {
		JsonNode definition = json(response).path("definition");
		return definition.path("env").toString() + definition.path("config");
	}

	private static String withoutCommand(String json) {
		return JsonSample.of(json).replaceFirst("\"command\" : \\[[^\\]]*\\]", "\"command\" : [ ]");
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

		@Bean
		StateHandlers stateHandlers() {
			return new StateHandlers();
		}

		@Bean
		SanitizingFunction maskTokensAndKeys() {
			return SanitizingFunction.sanitizeValue()
				.ifKeyMatches("plugin-host.plugins.acme.linear.env.LINEAR_KEY",
						"plugin-host.plugins.acme.linear.config.nested.apiToken",
						"plugin-host.plugins.acme.linear.log.meta.n");
		}

		/**
		 * Who says a role has it.
		 */
		@Bean
		Filter roleFilter() {
			return (request, response, chain) -> {
				String role = ((HttpServletRequest) request).getHeader("X-Role");
				chain.doFilter((role != null) ? new Somebody((HttpServletRequest) request, role) : request, response);
			};
		}

	}

	static class StateHandlers {

		@HostHandler(value = "state.get", capability = "state.read")
		String get(String key) {
			return key;
		}

		@HostHandler(value = "state.set", capability = "state.write")
		void set(String key) {
		}

		@HostHandler("config.get")
		String config() {
			return "";
		}

	}

	static class Somebody extends HttpServletRequestWrapper {

		private final String role;

		Somebody(HttpServletRequest request, String role) {
			super(request);
			this.role = role;
		}

		@Override
		public Principal getUserPrincipal() {
			return () -> "somebody";
		}

		@Override
		public boolean isUserInRole(String role) {
			return this.role.equals(role);
		}

	}

}
