package io.pluginhost.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Prometheus with the configuration and the alerts of the documents, as an
 * operator has it, but for the interval: a second. What it is asked it answers by nothing
 * as long as it is starting.
 */
final class PrometheusServer implements AutoCloseable {

	static final Path DOCUMENTS = Path.of("..", "docs", "monitoring");

	private final String url;

	private final Process process;

	PrometheusServer(Path directory, String application) throws IOException {
		String configuration = Files.readString(DOCUMENTS.resolve("prometheus.yml"))
			.replace("15s", "1s")
			.replace("localhost:8080", URI.create(application).getAuthority());
		Files.writeString(directory.resolve("prometheus.yml"), configuration);
		Files.copy(DOCUMENTS.resolve("alerts.yml"), directory.resolve("alerts.yml"));
		int port = freePort();
		this.url = "http://127.0.0.1:" + port;
		this.process = new ProcessBuilder("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
				"--web.listen-address=127.0.0.1:" + port)
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("prometheus.log").toFile())
			.start();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	String url() {
		return this.url;
	}

	/**
	 * The value of the one series there is, or nothing.
	 */
	String value(String query) {
		JsonNode result = get("/api/v1/query", Map.of("query", query)).at("/data/result");
		return (result.size() == 1) ? result.at("/0/value/1").stringValue() : "";
	}

	/**
	 * The series of a query since then, a point a second.
	 */
	JsonNode series(String query, Instant since) {
		JsonNode answer = get("/api/v1/query_range",
				Map.of("query", query, "start", since.toString(), "end", Instant.now().toString(), "step", "1s"));
		assertThat(answer.path("status").asString("success")).as("%s: %s", query, answer).isEqualTo("success");
		return answer.at("/data/result");
	}

	/**
	 * The values a label has in the series that match.
	 */
	JsonNode labelValues(String selector, String label) {
		return get("/api/v1/label/" + label + "/values", Map.of("match[]", selector)).path("data");
	}

	JsonNode alert(String name, String plugin) {
		for (JsonNode alert : get("/api/v1/alerts", Map.of()).at("/data/alerts")) {
			if (alert.at("/labels/alertname").asString("").equals(name)
					&& alert.at("/labels/plugin").asString("").equals(plugin)) {
				return alert;
			}
		}
		return JsonNodeFactory.instance.missingNode();
	}

	private JsonNode get(String path, Map<String, String> params) {
		UriComponentsBuilder uri = UriComponentsBuilder.fromUriString(this.url).path(path);
		params.keySet().forEach((name) -> uri.queryParam(name, "{" + name + "}"));
		try {
			JsonNode answer = RestClient.create()
				.get()
				.uri(uri.encode().buildAndExpand(params).toUri())
				.retrieve()
				.body(JsonNode.class);
			return (answer != null) ? answer : JsonNodeFactory.instance.missingNode();
		}
		catch (RestClientResponseException ex) {
			return (ex.getStatusCode().value() == 400) ? ex.getResponseBodyAs(JsonNode.class)
					: JsonNodeFactory.instance.missingNode();
		}
		catch (ResourceAccessException ex) {
			return JsonNodeFactory.instance.missingNode();
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

}
