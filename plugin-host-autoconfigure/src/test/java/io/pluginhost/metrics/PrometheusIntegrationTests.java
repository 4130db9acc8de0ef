package io.pluginhost.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What Prometheus gets to see, of a worker that does everything there are meters for.
 */
class PrometheusIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String ID = "acme.linear";

	/** Name, labels, and the value behind them. */
	private static final Pattern SAMPLE = Pattern.compile("^(plugin_\\w+)\\{([^}]*)} (\\S+)");

	private static WebApplication application;

	@BeforeAll
	static void run() {
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("linear")));
		properties.addAll(List.of("plugin-host.plugins.linear.id=" + ID, "plugin-host.startup=blocking",
				"plugin-host.plugins.linear.restart.initial-delay=10ms",
				"management.endpoints.web.exposure.include=prometheus",
				"management.metrics.distribution.percentiles-histogram.plugin.host.calls=true"));
		application = WebApplication.run(TestApplication.class, properties);
		application.manager().call(ID, "echo").retrieve();
		application.manager().call(ID, "host").param("text", "state.get").retrieve();
		application.manager().call(ID, "log").param("text", "word").retrieve();
		application.manager().call(ID, "print").param("text", "no message").retrieve();
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(application.manager().call(ID, "no.such.method")::retrieve);
		assertThatExceptionOfType(WorkerUnavailableException.class)
			.isThrownBy(application.manager().call(ID, "exit").param("code", 7)::retrieve);
		await().atMost(PATIENCE)
			.until(() -> samples().containsKey("plugin_restarts_total{plugin=\"acme.linear\"} 1.0"));
		// Stays, so that there are calls in flight to be seen
		application.manager().call(ID, "silence").retrieveAsync(Object.class);
	}

	@AfterAll
	static void close() {
		if (application != null) {
			application.close();
		}
	}

	@Test
	void everyMeterIsScrapedWithItsTagsAndNoOther() {
		Map<String, Set<String>> expected = new TreeMap<>();
		for (PluginMeter meter : PluginMeter.values()) {
			if (meter.tags().isEmpty()) {
				assertThat(scrape()).containsPattern("(?m)^" + PrometheusNames.of(meter) + " [0-9.]+$");
			}
			else {
				expected.put(PrometheusNames.of(meter), new TreeSet<>(meter.tags()));
			}
		}
		Map<String, Set<String>> scraped = new TreeMap<>();
		samples().forEach((line, labels) -> scraped
			.computeIfAbsent(PrometheusNames.ofSample(line.substring(0, line.indexOf('{'))), (name) -> new TreeSet<>())
			.addAll(labels.keySet()));
		assertThat(scraped).isEqualTo(expected);
	}

	@Test
	void callsAreCountedByMethodAndOutcome() {
		assertThat(samples().keySet()).filteredOn((line) -> !line.contains("_bucket{"))
			.contains(
					"plugin_calls_seconds_count{error=\"none\",method=\"echo\",outcome=\"SUCCESS\",plugin=\"acme.linear\"} 1",
					"plugin_calls_seconds_count{error=\"PluginRpcException\",method=\"no.such.method\",outcome=\"ERROR\",plugin=\"acme.linear\"} 1",
					"plugin_calls_seconds_count{error=\"WorkerUnavailableException\",method=\"exit\",outcome=\"UNAVAILABLE\",plugin=\"acme.linear\"} 1",
					"plugin_calls_active_seconds_count{method=\"silence\",plugin=\"acme.linear\"} 1",
					"plugin_host_calls_seconds_count{error=\"none\",method=\"state.get\",outcome=\"SUCCESS\",plugin=\"acme.linear\"} 1",
					"plugin_crashes_total{plugin=\"acme.linear\",reason=\"exit\"} 1.0",
					"plugin_notifications_total{method=\"log\",plugin=\"acme.linear\"} 1.0",
					"plugin_protocol_errors_total{kind=\"not-json\",plugin=\"acme.linear\"} 1.0",
					"plugin_up{plugin=\"acme.linear\"} 1.0");
	}

	@Test
	void callsHaveAHistogramWhereTheApplicationWantsOne() {
		assertThat(samples().keySet()).extracting((line) -> line.substring(0, line.indexOf('{')))
			.contains("plugin_host_calls_seconds_bucket")
			.doesNotContain("plugin_calls_seconds_bucket");
	}

	@Test
	void aRemovedPluginIsNoLongerScraped() {
		PluginDefinition definition = PluginDefinition.builder("acme.guest").command(MischiefWorker.command()).build();
		application.manager().startWorker(definition).join().call("echo").retrieve();
		assertThat(scrape()).contains("plugin=\"acme.guest\"");
		application.manager().removeWorker("acme.guest").join();
		assertThat(scrape()).doesNotContain("acme.guest");
	}

	private static String scrape() {
		return application.get("/actuator/prometheus").body();
	}

	/**
	 * The lines about plugins, with their labels.
	 */
	private static Map<String, Map<String, String>> samples() {
		Map<String, Map<String, String>> samples = new TreeMap<>();
		for (String line : scrape().split("\n")) {
			Matcher sample = SAMPLE.matcher(line);
			if (sample.find() && sample.group(2).contains("plugin=\"" + ID + "\"")) {
				Map<String, String> labels = new TreeMap<>();
				Arrays.stream(sample.group(2).split(","))
					.map((label) -> label.split("=", 2))
					.filter((label) -> !label[0].equals("le"))
					.forEach((label) -> labels.put(label[0], label[1]));
				samples.put(line, labels);
			}
		}
		return samples;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

	}

	static class Handlers {

		@HostHandler("state.get")
		int get() {
			return 1;
		}

	}

}
