package io.pluginhost.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Prometheus that watches the sample with the configuration and the alerts of the
 * documents, as an operator has it, and what the dashboard of the documents asks it for.
 */
@TestPropertySource(properties = { "management.prometheus.metrics.export.enabled=true",
		"management.metrics.distribution.percentiles-histogram.plugin.calls=true" })
@RequiresTool(Tool.PROMETHEUS)
@Tag("slow")
class MonitoringIntegrationTests extends AbstractSampleApplicationTests {

	private static final Path DOCUMENTS = PrometheusServer.DOCUMENTS;

	/**
	 * The sample's workers write nothing that is no message, and its listeners return.
	 */
	private static final Set<String> MAY_BE_ZERO = Set.of("Notifications and lines that are no messages B",
			"Readers that wait A", "Callbacks B");

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
		assertThat(promtool.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(promtool.exitValue()).as(Files.readString(output)).isZero();
	}

	@Test
	void prometheusSeesAWorkerBeingKilledAndRaisesTheAlert() throws Exception {
		JsonNode before = ensureRunning("flaky");
		try (PrometheusServer prometheus = new PrometheusServer(this.directory, url())) {
			awaitScrape(prometheus);
			double crashes = Double
				.parseDouble(prometheus.value("plugin_crashes_total{plugin=\"flaky\",reason=\"signal\"}"));
			assertThat(prometheus.alert("PluginCrashed", "flaky").isMissingNode()).isTrue();
			kill(before);
			Awaitility.await("counter")
				.atMost(Patience.LIMIT)
				.until(() -> prometheus.value("plugin_crashes_total{plugin=\"flaky\",reason=\"signal\"}")
					.equals(String.valueOf((long) crashes + 1)));
			Awaitility.await("alert")
				.atMost(Patience.LIMIT)
				.until(() -> prometheus.alert("PluginCrashed", "flaky").path("state").asString("").equals("firing"));
			assertThat(prometheus.alert("PluginCrashed", "flaky").at("/annotations/summary").stringValue())
				.isEqualTo("Plugin flaky has crashed (signal)");
			document(prometheus.url() + "/classic/alerts");
			Awaitility.await("recovery")
				.atMost(Patience.LIMIT)
				.until(() -> !prometheus.value("plugin_restarts_total{plugin=\"flaky\"} > 0").isEmpty()
						&& prometheus.value("plugin_up{plugin=\"flaky\"}").equals("1"));
		}
	}

	@Test
	void everyPanelOfTheDashboardShowsAWorkerBeingKilled() throws Exception {
		Dashboard dashboard = new Dashboard(DOCUMENTS.resolve("dashboard.json"));
		ensureRunning("documents");
		ensureRunning("flaky");
		Instant start = Instant.now();
		try (PrometheusServer prometheus = new PrometheusServer(this.directory, url())) {
			// Stopped, not in backoff: on a busy machine that is over before anything is
			// called
			act("flaky", "stop");
			awaitStatus("flaky", "stopped");
			assertThat(call("flaky", "ping", Map.of()).getStatusCode().value()).isEqualTo(503);
			JsonNode before = ensureRunning("flaky");
			awaitScrape(prometheus);
			kill(before);
			await("flaky", (flaky) -> assertThat(flaky.path("totalCrashes").asLong())
				.isGreaterThan(before.path("totalCrashes").asLong()));
			Awaitility.await("panels").atMost(Patience.LIMIT).untilAsserted(() -> {
				call("flaky", "ping", Map.of());
				call("flaky", "no-such-method", Map.of());
				upload("/api/documents", "a.md", "# One\n\ntwo three".getBytes(StandardCharsets.UTF_8));
				assertThat(dashboard.queries()).allSatisfy((query) -> assertShows(query, prometheus, start));
			});
			act("flaky", "stop");
			Awaitility.await("down")
				.atMost(Patience.LIMIT)
				.untilAsserted(
						() -> assertThat(shown(dashboard, "Running A", prometheus, start, "flaky")).contains(0.0, 1.0));
			assertThat(series(dashboard, "Crashes in the last hour A", prometheus, start))
				.extracting((series) -> series.at("/metric/plugin").stringValue() + " "
						+ series.at("/metric/reason").stringValue())
				.containsExactly("flaky signal");
			assertThat(series(dashboard, "Calls that fail A", prometheus, start))
				.extracting((series) -> series.at("/metric/outcome").stringValue() + " "
						+ series.at("/metric/error").stringValue())
				.contains("UNAVAILABLE WorkerUnavailableException");
			String instance = url().substring("http://".length());
			assertThat(dashboard.choices(prometheus)).hasToString(
					"{job=[\"plugin-host\"], instance=[\"%s\"], plugin=[\"documents\",\"flaky\"]}".formatted(instance));
			dashboard.choose("instance", List.of(instance));
			dashboard.choose("plugin", List.of("documents"));
			assertThat(plugins(dashboard, prometheus, start)).containsExactly("documents");
			dashboard.choose("plugin", List.of("flaky", "another"));
			assertThat(plugins(dashboard, prometheus, start)).containsExactly("flaky");
			dashboard.choose("instance", List.of("another"));
			assertThat(plugins(dashboard, prometheus, start)).isEmpty();
		}
	}

	private static void awaitScrape(PrometheusServer prometheus) {
		Awaitility.await("scrape")
			.atMost(Patience.LIMIT)
			.until(() -> prometheus.value("plugin_up{plugin=\"flaky\"}").equals("1")
					&& !prometheus.value("plugin_crashes_total{plugin=\"flaky\",reason=\"signal\"}").isEmpty());
	}

	private static void kill(JsonNode diagnostics) {
		ProcessHandle.of(diagnostics.path("pid").longValue()).orElseThrow().destroyForcibly();
	}

	/**
	 * There is something to be seen, and what its legend names.
	 */
	private static void assertShows(Dashboard.Query query, PrometheusServer prometheus, Instant since) {
		JsonNode result = prometheus.series(query.expression(), since);
		assertThat(result).as("%s: %s", query.name(), query.expression()).isNotEmpty();
		assertThat(result).allSatisfy((series) -> assertThat(query.labels()).as(query.name())
			.isNotEmpty()
			.allMatch(series.path("metric")::has));
		if (!MAY_BE_ZERO.contains(query.name())) {
			assertThat(result).as(query.name())
				.anySatisfy((series) -> assertThat(values(series)).anyMatch((value) -> value > 0));
		}
	}

	private static List<JsonNode> series(Dashboard dashboard, String query, PrometheusServer prometheus,
			Instant since) {
		return dashboard.queries()
			.stream()
			.filter((each) -> each.name().equals(query))
			.flatMap((each) -> prometheus.series(each.expression(), since).valueStream())
			.toList();
	}

	private static List<Double> shown(Dashboard dashboard, String query, PrometheusServer prometheus, Instant since,
			String plugin) {
		return series(dashboard, query, prometheus, since).stream()
			.filter((series) -> series.at("/metric/plugin").stringValue().equals(plugin))
			.flatMap((series) -> values(series).stream())
			.toList();
	}

	/**
	 * The plugins that any panel shows. Some panels are about the host.
	 */
	private static Set<String> plugins(Dashboard dashboard, PrometheusServer prometheus, Instant since) {
		return dashboard.queries()
			.stream()
			.flatMap((query) -> prometheus.series(query.expression(), since).valueStream())
			.map((series) -> series.at("/metric/plugin").stringValue(""))
			.filter((plugin) -> !plugin.isEmpty())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<Double> values(JsonNode series) {
		return series.path("values").valueStream().map((point) -> Double.valueOf(point.path(1).stringValue())).toList();
	}

	private static void document(String url) throws IOException {
		if (Boolean.getBoolean("plugin-host.write-docs")) {
			try (Browser browser = new Browser(Tool.CHROMIUM.find().orElseThrow())) {
				browser.resize(1280, 800);
				browser.open(url);
				browser.await("document.body.textContent.includes('PluginCrashed')");
				browser.evaluate("document.querySelector('.show-annotations').click()");
				browser.evaluate(
						"[...document.querySelectorAll('.alert_header')].find((each) => each.textContent.includes('PluginCrashed')).click()");
				browser.await("document.body.innerText.includes('has crashed (signal)')");
				browser.document(DOCUMENTS.resolve("../images/prometheus-alerts.png"));
			}
		}
	}

}
