package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.configtree.PluginKeys;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class DurationUnitsTests {

	@TempDir
	private Path directory;

	@Test
	void durationWithoutUnitBelowASecondIsAWarning(CapturedOutput output) {
		// 'initialize-timeout: 15' is 15 ms, and a warning that names '15s'
		new ConfiguredApplication(this.directory).yaml("""
				plugin-host:
				  defaults:
				    rpc-timeout: ${time:30}
				    shutdown: { drain: 1000, term-grace: 5s, kill-grace: 2ms }
				  plugins:
				    "[acme.linear]":
				      entrypoint: worker.js
				      initializeTimeout: 15
				      health-check: { timeout: 999 }
				    other: { entrypoint: worker.js, initialize-timeout: PT0.5S }
				""").arguments("--plugin-host.plugins.other.restart.initial-delay=1").definitions();
		assertThat(output.getOut().lines().filter((line) -> line.contains("without a unit"))).hasSize(4)
			.allMatch((line) -> line.contains("WARN"))
			.anyMatch((
					line) -> line.contains("'plugin-host.plugins[acme.linear].initialize-timeout' is 15 without a unit")
							&& line.contains("'15s' or '15ms'") && line.contains("application.yml] - 8:26"))
			.anyMatch((line) -> line.contains("'plugin-host.plugins[acme.linear].health-check.timeout' is 999"))
			.anyMatch((line) -> line.contains("'plugin-host.defaults.rpc-timeout' is 30"))
			.anyMatch((line) -> line.contains("'plugin-host.plugins.other.restart.initial-delay' is 1"));
	}

	@Test
	void everyDurationKeyIsChecked() throws IOException {
		// The warning comes for every key that is a duration
		List<String> durations = new ArrayList<>();
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			for (JsonNode property : JsonMapper.shared().readTree(metadata).path("properties")) {
				String name = property.path("name").asString();
				if (property.path("type").asString("").equals("java.time.Duration")
						&& name.startsWith(PluginKeys.DEFAULTS + ".")) {
					durations.add(name.substring(PluginKeys.DEFAULTS.length() + 1));
				}
			}
		}
		assertThat(DurationUnits.KEYS).containsExactlyInAnyOrderElementsOf(durations).isNotEmpty();
	}

}
