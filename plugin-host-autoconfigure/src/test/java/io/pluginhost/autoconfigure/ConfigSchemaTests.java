package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.call.ConfigProblem;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.configtree.ConfigurationMistake;
import io.pluginhost.configtree.InvalidPluginConfigurationException;
import io.pluginhost.schema.ConfigSchema;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ExtendWith(OutputCaptureExtension.class)
class ConfigSchemaTests {

	private static final ConfigValidator VALIDATOR = ConfigSchema.validator(List.of(),
			ConfigSchemaTests.class.getClassLoader());

	private static final String SCHEMA = """
			{"type": "object", "required": ["team"], "additionalProperties": false, "properties": {
			  "team": {"type": "string"}, "price": {"type": "number", "multipleOf": 0.01},
			  "apiKey": {"type": "string", "pattern": "^key-"},
			  "labels": {"type": "array", "items": {"type": "string"}}}}
			""";

	private static final Map<String, Object> OBJECT_SCHEMA = Map.of("type", "object", "required", List.of("team"),
			"properties", Map.of("limit", Map.of("type", "integer")));

	@Test
	void reportContainsAllMistakesWithPathsAndLinesWithoutValues(@TempDir Path directory) {
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
				() -> application.definitions().verify(VALIDATOR));
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
		definitions.verify(VALIDATOR);
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
	void pluginThatIsStartedByHandIsCheckedToo(CapturedOutput output) {
		ApplicationContextRunner runner = runner().withPropertyValues(MischiefWorker.properties("one"))
			.withPropertyValues("plugin-host.startup=none",
					"plugin-host.plugins.one.manifest.instanceConfigSchema.required[0]=team");
		runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			PluginWorker worker = manager.getWorker("one");
			for (CompletableFuture<Void> start : List.of(worker.start(), worker.restart())) {
				assertThat(start).failsWithin(Duration.ofSeconds(10))
					.withThrowableThat()
					.withCauseInstanceOf(InvalidPluginConfigException.class)
					.withMessageContaining("config required property 'team' not found");
			}
			assertThatExceptionOfType(InvalidPluginConfigException.class).isThrownBy(worker::standBy);
			assertThat(output).contains("Plugin 'one' is not started. The configuration of plugin 'one' does not match "
					+ "its schema: config required property 'team' not found");
			assertThat(worker.diagnostics().generation()).isZero();
			assertThat(worker.status()).isEqualTo(WorkerStatus.STOPPED);
			manager.updateConfig("one", Map.of("team", "ENG")).join();
			worker.start().join();
			assertThat(worker.call("initialized").retrieve().at("/config/team").asString()).isEqualTo("ENG");
		});
	}

	@Test
	void pathsOfMembersWithSpecialNamesAreComplete(@TempDir Path directory) {
		ConfiguredApplication application = new ConfiguredApplication(directory).yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  config-schema: schema.json
				  config:
				    "[a.b]": 1
				    two words: { c: 2 }
				""").file("schema.json", "{'additionalProperties': {'type': 'string'}}".replace('\'', '"'));
		assertThat(mistakes(application)).satisfiesExactly((mistake) -> {
			assertThat(mistake.property()).isEqualTo("plugin-host.plugins.linear.config[a.b]");
			assertThat(mistake.problem()).endsWith("schema: integer found, string expected");
			assertThat(mistake.origin()).hasToString("URL [file:" + directory + "/application.yml] - 5:14");
		}, (mistake) -> {
			assertThat(mistake.property()).isEqualTo("plugin-host.plugins.linear.config[two words]");
			assertThat(mistake.problem()).endsWith("schema: object found, string expected");
		});
	}

	private static List<ConfigurationMistake> mistakes(ConfiguredApplication application) {
		return catchThrowableOfType(InvalidPluginConfigurationException.class,
				() -> application.definitions().verify(VALIDATOR))
			.mistakes();
	}

	/**
	 * Each of them is not met, in its own way.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "{'pattern': 'x'}", "{'const': 'x'}", "{'enum': ['x']}", "{'maxLength': 1}",
			"{'minLength': 99}", "{'type': 'integer'}", "{'format': 'date'}", "{'not': {}}",
			"{'contains': {'type': 'null'}}", "{'anyOf': [{'type': 'null'}, {'const': 'x'}]}",
			"{'oneOf': [true, true]}", "{'allOf': [false]}" })
	void noProblemContainsAValue(String keyword) {
		String secret = "very-secret";
		for (Object value : List.of(secret, List.of(secret, secret), Map.of("a", secret, "b", List.of(secret)))) {
			assertThat(problems("{'properties': {'apiKey': %s}}".formatted(keyword), Map.of("apiKey", value)))
				.allSatisfy(
						(problem) -> assertThat(problem.toString()).startsWith("config.apiKey").doesNotContain(secret));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'type': 5}", "{'type': 'strin'}", "{'$ref': '#/$defs/absent'}", "{'$ref': '#'}",
			"{'$schema': 'urn:absent'}", "{'$schema': 5}", "{'pattern': '('}", "{'properties': 5}", "5", "[]",
			"{'$schema': 'http://json-schema.org/draft-07/schema#', 'properties': 5}",
			"{'properties': {'team': {'pattern': '('}}}", "{'properties': {'team': {'$ref': 'file:///etc/hosts'}}}",
			"{'$id': '::', 'required': 5}" })
	void invalidSchemaIsAProblemOfTheSchema(String schema) {
		assertThat(problems(schema, Map.of("team", "ENG"))).isNotEmpty()
			.allSatisfy((problem) -> assertThat(problem.path()).startsWith("manifest.instanceConfigSchema"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "{}", "{'$schema': 'http://json-schema.org/draft-07/schema#'}",
			"{'$schema': 'http://json-schema.org/draft-04/schema#', 'properties': {'n': {'maximum': 3, 'exclusiveMaximum': true}}}",
			"{'$schema': 'https://json-schema.org/draft/2020-12/schema', 'unknown': 1}",
			"{'properties': {'child': {'$ref': '#'}}}" })
	void schemaMayBeOfAnyVersion(String schema) {
		assertThat(problems(schema, Map.of("team", "ENG", "child", Map.of("team", "OPS")))).isEmpty();
	}

	@Test
	void schemaIsNotFetchedFromAnywhere() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			String location = "http://localhost:" + server.getLocalPort() + "/schema.json";
			for (String schema : List.of("{'$ref': '%s'}", "{'$schema': '%s'}",
					"{'$id': '%s', '$ref': 'other.json'}")) {
				assertThat(problems(schema.formatted(location), Map.of())).singleElement()
					.extracting(ConfigProblem::path)
					.isEqualTo("manifest.instanceConfigSchema");
			}
			server.setSoTimeout(1);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "config-schema: schema.json | config-schema | 3:18",
					"manifest: { instanceConfigSchema: { properties: 5 } } | manifest.instanceConfigSchema | 3:51",
					"manifest-location: manifest.json | manifest-location | 3:22" })
	void reportNamesThePropertyOfAnInvalidSchema(String key, String property, String place, @TempDir Path directory) {
		ConfiguredApplication application = new ConfiguredApplication(directory).yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  %s
				""".formatted(key))
			.file("schema.json", "{\"properties\": 5}")
			.file("manifest.json", "{\"instanceConfigSchema\": {\"properties\": 5}}");
		assertThat(mistakes(application)).singleElement().satisfies((mistake) -> {
			assertThat(mistake.property()).isEqualTo("plugin-host.plugins.linear." + property);
			assertThat(mistake.problem()).isEqualTo("is not a valid JSON Schema: "
					+ "manifest.instanceConfigSchema.properties integer found, object expected");
			assertThat(mistake.origin()).hasToString("URL [file:" + directory + "/application.yml] - " + place);
			assertThat(mistake.action()).isEqualTo("Correct the schema.");
		});
	}

	private static List<ConfigProblem> problems(String schema, Map<String, Object> config) {
		return VALIDATOR.validate(PluginDefinition.builder("one")
			.command("any")
			.manifest(Map.of("instanceConfigSchema",
					JsonMapper.shared().readValue(schema.replace('\'', '"'), Object.class)))
			.config(config)
			.build());
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
				.hasMessageContaining(
						"'plugin-host.plugins.one.config-schema' is set, but the library that validates by it is missing"));
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class));
	}

}
