package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Configurations as they arrive at workers.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigOnTheWireIntegrationTests {

	private static final String NUMBERS = """
			{"price":0.10,"tiny":-1.5E-400,"huge":1E+400,"digits":0.12345678901234567890,"whole":1.00,\
			"third":0.3333333333333333,"long":9223372036854775807,"longer":9223372036854775808,\
			"longest":-123456789012345678901234567890,"list":[2.50,{"deep":7.000}],"text":"0.10"}""";

	/**
	 * Compared as text: trees keep the digits they are read with.
	 */
	@Test
	void numbersArriveWithAllTheirDigits(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("config.json"), NUMBERS);
		Files.writeString(directory.resolve("application.yml"), """
				plugin-host.plugins:
				  inline:
				    config: %1$s
				  text:
				    config-json: '%1$s'
				  file:
				    config-location: %2$s
				  updated:
				    config: {}
				""".formatted(NUMBERS, directory.resolve("config.json")));
		try (WebApplication application = run(directory, List.of(), "inline", "text", "file", "updated")) {
			PluginWorkerManager manager = application.manager();
			Map<String, Object> config = JsonMapper.builder()
				.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
				.build()
				.readValue(NUMBERS, new TypeReference<>() {
				});
			manager.updateConfig("updated", config).join();
			assertThat(List.of("inline", "text", "file", "updated"))
				.allSatisfy((plugin) -> assertThat(arrived(manager, plugin)).hasToString(NUMBERS));
		}
	}

	@Test
	void zeroKeepsItsSign(@TempDir Path directory) throws IOException {
		String zero = "{\"zero\":-0.0}";
		Files.writeString(directory.resolve("config.json"), zero);
		Files.writeString(directory.resolve("application.yml"), """
				plugin-host.plugins:
				  inline:
				    config: { zero: -0.0 }
				  text:
				    config-json: '%1$s'
				  file:
				    config-location: %2$s
				  updated:
				    config: {}
				  told:
				    config: {}
				""".formatted(zero, directory.resolve("config.json")));
		try (WebApplication application = run(directory, List.of(), "inline", "text", "file", "updated", "told")) {
			PluginWorkerManager manager = application.manager();
			manager.updateConfig("updated", Map.of("zero", -0.0)).join();
			// It has no such method, and is initialized with it the next time
			assertThatExceptionOfType(PluginRpcException.class).isThrownBy(
					() -> manager.call("told", "configChanged").param("config", Map.of("zero", -0.0)).retrieve());
			manager.getWorker("told").restart().join();
			assertThat(List.of("inline", "text", "file", "updated", "told"))
				.allSatisfy((plugin) -> assertThat(manager.call(plugin, "initialized").retrieve(Initialized.class))
					.isEqualTo(new Initialized(Map.of("zero", -0.0))));
		}
	}

	/**
	 * Under a name that reveals a secret, and under one that does not.
	 */
	@Test
	void secretFromAConfigTreeIsPassedOnAndMasked(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path tree = Files.createDirectories(directory.resolve("secrets/linear"));
		Files.writeString(tree.resolve("token"), "hunter2 cor\\rect \"h\u00f6rse\"\n");
		Files.writeString(tree.resolve("number"), "0012345678\n");
		Files.writeString(directory.resolve("application.yml"), """
				spring.config.import: "configtree:%s/"
				logging.level: { plugin.linear: trace, io.pluginhost: trace }
				plugin-host.plugins.linear.config:
				  apiKey: ${linear.number}
				  login: [{ with: "${linear.token}" }]
				""".formatted(directory.resolve("secrets")));
		List<String> properties = List.of("management.endpoints.web.exposure.include=*",
				"plugin-host.plugins.linear.trace-wire=true");
		try (WebApplication application = run(directory, properties, "linear")) {
			PluginWorkerManager manager = application.manager();
			JsonNode config = arrived(manager, "linear");
			assertThat(config)
				.hasToString("{'apiKey':'0012345678','login':[{'with':'hunter2 cor\\\\rect \\'h\u00f6rse\\''}]}"
					.replace('\'', '"'));
			for (JsonNode secret : List.of(config.path("apiKey"), config.at("/login/0/with"))) {
				manager.call("linear", "log").param("text", "tells " + secret.asString()).retrieve();
			}
			manager.call("linear", "stderr").param("text", "tells 0012345678").retrieve();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> StringUtils.countOccurrencesOf(application.get("/actuator/plugins/linear/logs").body(),
						"\"message\":\"******\"") == 3);
			for (String path : List.of("plugins", "plugins/linear", "plugins/linear/logs", "plugins/linear/history",
					"configprops", "env")) {
				assertTellsNothing(path, application.get("/actuator/" + path).body());
			}
		}
		assertThat(output).contains("tells ******", "\"method\":\"initialize\"");
		assertTellsNothing("output", output.getAll());
	}

	private static void assertTellsNothing(String where, String text) {
		assertThat(text).as(where).isNotEmpty().doesNotContain("0012345678", "hunter2");
	}

	private static JsonNode arrived(PluginWorkerManager manager, String plugin) {
		return manager.call(plugin, "initialized").retrieve().path("config");
	}

	private static WebApplication run(Path directory, List<String> properties, String... plugins) {
		List<String> all = new ArrayList<>(properties);
		all.add("plugin-host.startup=blocking");
		for (String plugin : plugins) {
			all.addAll(List.of(MischiefWorker.properties(plugin)));
		}
		return WebApplication.run(Application.class, directory, all);
	}

	record Initialized(Map<String, Double> config) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
