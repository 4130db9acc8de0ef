package io.pluginhost.sample;

import java.util.Map;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole application with real workers, spoken to as its users do: by HTTP.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class AbstractSampleApplicationTests {

	@LocalServerPort
	private int port;

	protected RestClient http;

	@BeforeEach
	void setUp() {
		this.http = RestClient.builder()
			.baseUrl(url())
			.defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {
			})
			.build();
	}

	protected String url() {
		return "http://127.0.0.1:" + this.port;
	}

	protected JsonNode diagnostics(String plugin) {
		JsonNode diagnostics = get("/actuator/plugins").at("/plugins/" + plugin);
		assertThat(diagnostics.isObject()).as("diagnostics of " + plugin).isTrue();
		return diagnostics;
	}

	protected JsonNode awaitStatus(String plugin, String status) {
		return await(plugin, (diagnostics) -> assertThat(diagnostics.path("status").asString()).isEqualTo(status));
	}

	protected JsonNode await(String plugin, Consumer<JsonNode> assertions) {
		return Awaitility.await(plugin)
			.atMost(Patience.LIMIT)
			.until(() -> diagnostics(plugin), (diagnostics) -> holds(diagnostics, assertions));
	}

	private static boolean holds(JsonNode diagnostics, Consumer<JsonNode> assertions) {
		try {
			assertions.accept(diagnostics);
			return true;
		}
		catch (AssertionError ex) {
			return false;
		}
	}

	/**
	 * Have the plugin run, whatever another test left behind.
	 */
	protected JsonNode ensureRunning(String plugin) {
		String status = diagnostics(plugin).path("status").asString();
		if (!status.equals("running") && !status.equals("starting")) {
			assertThat(act(plugin, "start").getStatusCode().value()).isEqualTo(202);
		}
		return awaitStatus(plugin, "running");
	}

	protected ResponseEntity<JsonNode> act(String plugin, String action) {
		return post("/actuator/plugins/" + plugin, Map.of("action", action));
	}

	protected ResponseEntity<JsonNode> call(String plugin, String method, Object params) {
		return post("/api/plugins/" + plugin + "/calls", Map.of("method", method, "params", params));
	}

	protected JsonNode get(String path) {
		return this.http.get().uri(path).retrieve().body(JsonNode.class);
	}

	protected ResponseEntity<JsonNode> post(String path, Object body) {
		return this.http.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.retrieve()
			.toEntity(JsonNode.class);
	}

	protected ResponseEntity<JsonNode> upload(String path, String name, byte[] content) {
		LinkedMultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
		form.add("file", new ByteArrayResource(content) {
			@Override
			public String getFilename() {
				return name;
			}
		});
		return this.http.post()
			.uri(path)
			.contentType(MediaType.MULTIPART_FORM_DATA)
			.body(form)
			.retrieve()
			.toEntity(JsonNode.class);
	}

}
