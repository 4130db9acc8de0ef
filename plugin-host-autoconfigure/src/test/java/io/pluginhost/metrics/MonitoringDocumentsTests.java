package io.pluginhost.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps what is written about meters what {@link PluginMeter} says.
 */
class MonitoringDocumentsTests {

	private static final Path DOCUMENTS = Path.of(System.getProperty("basedir", "."), "..", "docs");

	@Test
	void tableOfMetersMatchesTheEnum() throws IOException {
		String document = Files.readString(DOCUMENTS.resolve("monitoring.md"));
		assertThat(document.lines().filter((line) -> line.startsWith("| `plugin.")))
			.containsExactlyElementsOf(Arrays.stream(PluginMeter.values()).map(MonitoringDocumentsTests::row).toList());
	}

	@ParameterizedTest
	@ValueSource(strings = { "alerts.yml", "alerts.test.yml", "dashboard.json" })
	void expressionsNameMetersThatExist(String file) throws IOException {
		Set<String> named = named(Files.readString(DOCUMENTS.resolve("monitoring").resolve(file)));
		assertThat(named).isNotEmpty().isSubsetOf(PrometheusNames.all());
	}

	@Test
	void dashboardShowsEveryMeter() throws IOException {
		JsonNode dashboard = new JsonMapper()
			.readTree(DOCUMENTS.resolve("monitoring").resolve("dashboard.json").toFile());
		StringBuilder expressions = new StringBuilder();
		dashboard.path("panels")
			.forEach((panel) -> panel.path("targets")
				.forEach((target) -> expressions.append(target.path("expr").stringValue()).append('\n')));
		Set<String> expected = new TreeSet<>(PrometheusNames.all());
		expected.remove(PrometheusNames.of(PluginMeter.HOST_CALLS_ACTIVE));
		assertThat(named(expressions.toString())).containsAll(expected);
	}

	private static Set<String> named(String text) {
		Set<String> names = new TreeSet<>();
		Matcher name = Pattern.compile("\\bplugin_[a-z_?]+").matcher(text);
		while (name.find()) {
			names.add(PrometheusNames.ofSample(name.group()));
		}
		return names;
	}

	private static String row(PluginMeter meter) {
		return "| `%s` | `%s` | %s | %s | %s |".formatted(meter.meterName(), PrometheusNames.of(meter),
				meter.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '), String.join(", ", meter.tags()),
				meter.description());
	}

}
