package io.pluginhost.autoconfigure;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ExtendWith(OutputCaptureExtension.class)
class ConfigSchemaTests {

	private static final String SCHEMA = """
			{"type": "object", "required": ["team"], "additionalProperties": false, "properties": {
			  "team": {"type": "string"}, "price": {"type": "number", "multipleOf": 0.01},
			  "apiKey": {"type": "string", "pattern": "^key-"},
			  "labels": {"type": "array", "items": {"type": "string"}}}}
			""";

	private static final Map<String, Object> OBJECT_SCHEMA = Map.of("type", "object", "required", List.of("team"),
			"properties", Map.of("limit", Map.of("type", "integer")));

	@Test
	void reportTellsAllThatIsWrongWithPathsAndLinesAndNoValue(@TempDir Path directory) {
		ConfiguredApplication application = new ConfiguredApplication(directory).yaml("""
				plugin-host:
				  plugins:
				    linear:
				      entrypoint: worker.js
				      config-schema: schema.json
				      config:
				        price: cheap
				        apiKey: very-secret
				        labels: [a, 7]
				        other: 1
				""").file("schema.json", SCHEMA);
		InvalidPluginConfigurationException failure = catchThrowableOfType(InvalidPluginConfigurationException.class,
				() -> application.definitions().verify(new JsonSchemaValidator()));
		FailureAnalysis report = new PluginConfigurationFailureAnalyzer().analyze(failure);
		assertThat(report).isNotNull();
		assertThat(report.getDescription()).contains("has 5 mistakes")
			.contains("Property: plugin-host.plugins.linear.config\n", "required property 'team' not found")
			.contains("Property: plugin-host.plugins.linear.config.price", " - 7:16", "string found, number expected")
			.contains("Property: plugin-host.plugins.linear.config.apiKey", " - 8:17")
			.contains("Property: plugin-host.plugins.linear.config.labels[1]", " - 9:21")
			.contains("property 'other'")
			.doesNotContain("very-secret");
	}

	@Test
	void configThatMatchesIsTakenWithItsDigits(@TempDir Path directory) {
		ConfiguredApplication application = new ConfiguredApplication(directory).yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  config-schema: schema.json
				  config-json: '{"team": "ENG", "price": 12345678901234567890.12}'
				""").file("schema.json", SCHEMA);
		PluginDefinitions definitions = application.definitions();
		definitions.verify(new JsonSchemaValidator());
		assertThat(definitions.definitions().get(0).config()).containsEntry("price",
				new BigDecimal("12345678901234567890.12"));
	}

	@Test
	void startAndUpdateFailWhenConfigDoesNotMatchTheManifestsSchema() {
		runner().run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			PluginDefinition bad = PluginDefinition.builder("one")
				.command(MischiefWorker.command())
				.manifest(Map.of("instanceConfigSchema", OBJECT_SCHEMA))
				.config(Map.of("limit", "high"))
				.build();
			assertThat(manager.startWorker(bad)).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withCauseInstanceOf(InvalidPluginConfigException.class)
				.withMessageContaining("config.limit string found, integer expected")
				.withMessageContaining("config required property 'team' not found");
			assertThat(manager.getWorkers()).isEmpty();
			manager.startWorker(bad.withConfig(Map.of("team", "ENG"))).join();
			assertThat(manager.updateConfig("one", Map.of())).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withCauseInstanceOf(InvalidPluginConfigException.class);
			assertThat(manager.getWorker("one").diagnostics().generation()).isOne();
		});
	}

	@Test
	void applicationDoesNotStartWithAConfigThatDoesNotMatch() {
		ApplicationContextRunner runner = runner().withPropertyValues(MischiefWorker.properties("one"))
			.withPropertyValues("plugin-host.plugins.one.manifest.instanceConfigSchema.required[0]=team");
		runner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(InvalidPluginConfigurationException.class)
			.hasMessageContaining("plugin-host.plugins.one.config"));
		runner.withPropertyValues("plugin-host.startup=none").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void missingLibraryIsAWarningForManifestsAndAMistakeForTheKey(CapturedOutput output) {
		ApplicationContextRunner runner = runner().withClassLoader(new FilteredClassLoader("com.networknt"))
			.withPropertyValues(MischiefWorker.properties("one"));
		runner.withPropertyValues("plugin-host.plugins.one.manifest.instanceConfigSchema.required[0]=team")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("add the dependency com.networknt:json-schema-validator");
		runner.withPropertyValues("plugin-host.plugins.one.config-schema=schema.json")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'plugin-host.plugins.one.config-schema' is set, but nothing is there"));
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class));
	}

}
