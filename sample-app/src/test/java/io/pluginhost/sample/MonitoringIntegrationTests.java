package io.pluginhost.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Prometheus that watches the sample with the configuration and the alerts of the
 * documents, as an operator has it.
 */
@TestPropertySource(properties = "management.prometheus.metrics.export.enabled=true")
@RequiresTool(Tool.PROMETHEUS)
class MonitoringIntegrationTests extends AbstractSampleApplicationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Path DOCUMENTS = Path.of("..", "docs", "monitoring");

	@TempDir
	private Path directory;

	@Test
	void alertsPassTheirTests() throws Exception {
		Path output = this.directory.resolve("promtool.log");
		Process promtool = new ProcessBuilder("promtool", "test", "rules", "alerts.test.yml")
			.directory(DOCUMENTS.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(promtool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(promtool.exitValue()).as(Files.readString(output)).isZero();
	}

	@Test
	void prometheusSeesAWorkerBeingKilledAndRaisesTheAlert() throws Exception {
		JsonNode before = ensureRunning("flaky");
		int port = freePort();
		Process prometheus = startPrometheus(port);
		try {
			UriComponentsBuilder api = UriComponentsBuilder.fromUriString("http://127.0.0.1:" + port);
			Awaitility.await("scrape")
				.atMost(PATIENCE)
				.until(() -> value(api, "plugin_up{plugin=\"flaky\"}").equals("1")
						&& !value(api, "plugin_crashes_total{plugin=\"flaky\",reason=\"signal\"}").isEmpty());
			double crashes = Double.parseDouble(value(api, "plugin_crashes_total{plugin=\"flaky\",reason=\"signal\"}"));
			assertThat(alert(api, "PluginCrashed").isMissingNode()).isTrue();
			ProcessHandle.of(before.path("pid").longValue()).orElseThrow().destroyForcibly();
			Awaitility.await("counter")
				.atMost(PATIENCE)
				.until(() -> value(api, "plugin_crashes_total{plugin=\"flaky\",reason=\"signal\"}")
					.equals(String.valueOf((long) crashes + 1)));
			Awaitility.await("alert")
				.atMost(PATIENCE)
				.until(() -> alert(api, "PluginCrashed").path("state").asString("").equals("firing"));
			assertThat(alert(api, "PluginCrashed").at("/annotations/summary").stringValue())
				.isEqualTo("Plugin flaky has crashed (signal)");
			document("http://127.0.0.1:" + port + "/classic/alerts");
			Awaitility.await("recovery")
				.atMost(PATIENCE)
				.until(() -> !value(api, "plugin_restarts_total{plugin=\"flaky\"} > 0").isEmpty()
						&& value(api, "plugin_up{plugin=\"flaky\"}").equals("1"));
		}
		finally {
			prometheus.destroyForcibly().waitFor();
		}
	}

	private Process startPrometheus(int port) throws IOException {
		String configuration = Files.readString(DOCUMENTS.resolve("prometheus.yml"))
			.replace("15s", "1s")
			.replace("localhost:8080", URI.create(url()).getAuthority());
		Files.writeString(this.directory.resolve("prometheus.yml"), configuration);
		Files.copy(DOCUMENTS.resolve("alerts.yml"), this.directory.resolve("alerts.yml"));
		return new ProcessBuilder("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
				"--web.listen-address=127.0.0.1:" + port)
			.directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("prometheus.log").toFile())
			.start();
	}

	private static void document(String url) throws IOException {
		if (Boolean.getBoolean("plugin-host.write-docs")) {
			try (Browser browser = new Browser(Tool.CHROMIUM.find().orElseThrow())) {
				browser.resize(1280, 800);
				browser.open(url);
				browser.await("document.body.textContent.includes('PluginCrashed')");
				browser.document(DOCUMENTS.resolve("../images/prometheus-alerts.png"));
			}
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * The value of the one series there is, or nothing.
	 */
	private static String value(UriComponentsBuilder api, String query) {
		JsonNode result = get(api.cloneBuilder()
			.path("/api/v1/query")
			.queryParam("query", "{query}")
			.encode()
			.buildAndExpand(query)
			.toUri()).at("/data/result");
		return (result.size() == 1) ? result.at("/0/value/1").stringValue() : "";
	}

	private static JsonNode alert(UriComponentsBuilder api, String name) {
		for (JsonNode alert : get(api.cloneBuilder().path("/api/v1/alerts").build().toUri()).at("/data/alerts")) {
			if (alert.at("/labels/alertname").asString("").equals(name)
					&& alert.at("/labels/plugin").asString("").equals("flaky")) {
				return alert;
			}
		}
		return JsonNodeFactory.instance.missingNode();
	}

	/**
	 * What Prometheus answers, or nothing as long as it is starting.
	 */
	private static JsonNode get(URI uri) {
		try {
			JsonNode answer = RestClient.create().get().uri(uri).retrieve().body(JsonNode.class);
			return (answer != null) ? answer : JsonNodeFactory.instance.missingNode();
		}
		catch (ResourceAccessException | RestClientResponseException ex) {
			return JsonNodeFactory.instance.missingNode();
		}
	}

}
