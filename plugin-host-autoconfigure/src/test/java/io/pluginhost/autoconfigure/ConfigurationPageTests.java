package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.DocumentationPage;
import io.pluginhost.PluginDefinition;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.configtree.InvalidPluginConfigurationException;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.schema.ConfigSchema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What {@code docs/configuration.md} shows is what happens.
 */
class ConfigurationPageTests {

	private static final ConfigValidator VALIDATOR = ConfigSchema.validator(List.of(),
			ConfigurationPageTests.class.getClassLoader());

	private static final DocumentationPage PAGE = DocumentationPage.read("docs/configuration.md");

	/** A row of a table of keys: names, defaults, and what they mean. */
	private static final Pattern KEYS = Pattern.compile("\\| (`[^|]+) \\|([^|]*)\\| .+ \\|");

	private static final JsonCodec CODEC = new JsonCodec(JsonMapper.builder().build());

	@TempDir
	private Path directory;

	@Test
	void yamlArrivesAsThePageSays() {
		assertThat(config(snippet(0).arguments("--spring.application.name=shop")) + '\n')
			.isEqualTo(PAGE.snippets("json").get(0));
	}

	@Test
	void variableChangesTheKeyThatIsThere() {
		String variable = "PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_TEAMNAME";
		assertThat(PAGE.text()).contains("`" + variable + "=OPS`");
		assertThat(snippet(0).arguments("--spring.application.name=shop")
			.environment(variable, "OPS")
			.definition()
			.config()).containsEntry("teamName", "OPS");
		assertThat(new ConfiguredApplication(this.directory).yaml("plugin-host.plugins.linear.entrypoint: any")
			.environment(variable, "OPS")
			.definition()
			.config()).isEqualTo(Map.of("teamname", "OPS"));
	}

	@Test
	void sourcesAreMergedInTheOrderOfThePage() {
		assertThat(config(snippet(1).file("plugins/linear.json", "{\"team\":\"FILE\",\"limit\":1,\"unit\":\"${no}\"}")))
			.isEqualTo("{\"team\":\"ENG\",\"limit\":20,\"unit\":\"${no}\"}");
	}

	@Test
	void defaultsAreMergedAsThePageSays() {
		List<PluginDefinition> plugins = snippet(2).definitions().definitions();
		assertThat(plugins).extracting(PluginDefinition::env)
			.containsExactly(Map.of("REGION", "eu", "LEVEL", "debug"), Map.of("REGION", "eu"));
		assertThat(plugins).extracting(PluginDefinition::rpcTimeout)
			.containsExactly(Duration.ofSeconds(10), Duration.ofMinutes(1));
		assertThat(plugins).allMatch((plugin) -> plugin.restart().maxRestarts() == -1);
	}

	@Test
	void reportIsThatOfThePage() {
		PluginDefinitions definitions = snippet(3).file("plugins/linear.schema.json", PAGE.snippets("json").get(1))
			.definitions();
		InvalidPluginConfigurationException mistakes = catchThrowableOfType(InvalidPluginConfigurationException.class,
				() -> definitions.verify(VALIDATOR));
		FailureAnalysis report = new PluginConfigurationFailureAnalyzer().analyze(mistakes);
		assertThat(report).isNotNull();
		assertThat(report.getDescription().replace(this.directory.toString(), ".") + '\n')
			.isEqualTo(PAGE.snippets("text").get(0));
	}

	@Test
	void tablesHaveEveryKeyWithItsDefault() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		PAGE.text().lines().map(KEYS::matcher).filter(Matcher::matches).forEach((row) -> {
			String[] keys = row.group(1).split(", ");
			String[] defaults = row.group(2).split(",", -1);
			for (int i = 0; i < keys.length; i++) {
				String key = keys[i].replace("`", "");
				String group = keys[0].replace("`", "").replaceAll("\\..*", "");
				documented.put(key.startsWith(".") ? group + key : key,
						(i < defaults.length) ? defaults[i].replaceAll("[`–]", "").strip() : "");
			}
		});
		assertThat(documented).containsEntry("shutdown.term-grace", "5s")
			.containsKeys("id", "entrypoint", "command", "config", "config-json", "config-location", "config-schema",
					"manifest", "manifest-location");
		Map<String, String> described = new TreeMap<>();
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			for (JsonNode property : JsonMapper.shared().readTree(metadata).path("properties")) {
				Matcher name = Pattern.compile("plugin-host\\.(?:defaults\\.)?(.+)")
					.matcher(property.path("name").stringValue());
				if (name.matches() && !name.group(1).equals("plugins")) {
					described.put(name.group(1), property.path("defaultValue").asString(""));
				}
			}
		}
		assertThat(documented).containsAllEntriesOf(described);
	}

	private ConfiguredApplication snippet(int index) {
		return new ConfiguredApplication(this.directory).yaml(PAGE.snippets("yaml").get(index));
	}

	private static String config(ConfiguredApplication application) {
		return CODEC.write(application.definition().config()).toString();
	}

}
