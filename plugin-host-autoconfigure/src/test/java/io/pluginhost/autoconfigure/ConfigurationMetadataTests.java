package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginDefinition;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private static final Map<String, JsonNode> PROPERTIES = new TreeMap<>();

	private static JsonNode metadata;

	@BeforeAll
	static void read() throws IOException {
		Resource[] resources = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:META-INF/spring-configuration-metadata.json");
		for (Resource resource : resources) {
			if (resource.isFile()) {
				try (InputStream content = resource.getInputStream()) {
					metadata = JsonMapper.shared().readTree(content);
				}
			}
		}
		metadata.path("properties").forEach((property) -> PROPERTIES.put(property.path("name").asString(), property));
	}

	@Test
	void everyKeyHasTypeAndDescription() {
		assertThat(PROPERTIES).isNotEmpty().allSatisfy((name, property) -> {
			assertThat(property.path("type").asString("")).as("type").isNotEmpty();
			assertThat(property.path("description").asString("")).as("description").isNotEmpty();
		});
	}

	// The switches of Actuator that Spring Boot does not describe for us have metadata
	@Test
	void everySwitchOfActuatorIsThere() {
		assertThat(PROPERTIES).containsKeys("management.health.plugins.enabled", "management.info.plugins.enabled",
				"management.endpoint.plugins.access", "management.endpoint.plugins.show-values",
				"management.endpoint.plugins.roles");
	}

	@Test
	void everyDescriptionFollowsTheGrammarOfSpringBoot() {
		Pattern article = Pattern.compile("(The|A|An) .*", Pattern.DOTALL);
		Pattern defaultValue = Pattern.compile("\\b[Dd]efaults? (to|is|of)\\b|\\bby default\\b");
		assertThat(PROPERTIES).allSatisfy((name, property) -> {
			String description = property.path("description").asString("");
			assertThat(description).endsWith(".").doesNotMatch(article).doesNotContainPattern(defaultValue);
			assertThat(description.substring(0, 1)).isUpperCase();
			boolean isBoolean = property.path("type").asString("").equals("java.lang.Boolean");
			assertThat(description.startsWith("Whether ")).as("begins with 'Whether'").isEqualTo(isBoolean);
		});
	}

	@Test
	void everyKeyOfTheContractIsThereWithItsDefault() throws IOException {
		Map<String, String> keys = new TreeMap<>();
		try (InputStream content = new ClassPathResource("configuration-keys.properties").getInputStream()) {
			Properties properties = new Properties();
			properties.load(content);
			properties.forEach((key, value) -> keys.put("plugin-host." + key, (String) value));
		}
		Map<String, String> found = new TreeMap<>();
		PROPERTIES.forEach((name, property) -> found.put(name, property.path("defaultValue").asString("")));
		found.keySet().removeIf((name) -> !name.startsWith("plugin-host."));
		assertThat(found).isEqualTo(keys);
	}

	@Test
	void everyDefaultIsTheOneThatApplies(@TempDir Path directory) {
		ConfiguredApplication application = new ConfiguredApplication(directory)
			.yaml("plugin-host.plugins.linear.entrypoint: worker.js");
		PROPERTIES.forEach((name, property) -> {
			if (name.startsWith("plugin-host.defaults.") && property.has("defaultValue")) {
				application.arguments("--" + name + "=" + property.path("defaultValue").asString());
			}
		});
		assertThat(application.definition())
			.isEqualTo(PluginDefinition.builder("linear").entrypoint("worker.js").build());
	}

	@Test
	void everyHintIsForAKey() {
		assertThat(hints()).containsKeys("plugin-host.startup", "plugin-host.runtimes.node");
		assertThat(PROPERTIES.keySet()).containsAll(hints().keySet());
	}

	@Test
	void everyConstantOfAnEnumIsHintedWithWhatItMeans() throws ClassNotFoundException {
		Map<String, Set<String>> constants = new TreeMap<>();
		for (JsonNode property : PROPERTIES.values()) {
			String type = property.path("type").asString("");
			if (type.startsWith("io.pluginhost.") && Class.forName(type).isEnum()) {
				Set<String> names = new TreeSet<>();
				for (Object constant : Class.forName(type).getEnumConstants()) {
					names.add(constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
				}
				constants.put(property.path("name").asString(), names);
			}
		}
		assertThat(constants).containsKey("plugin-host.startup").allSatisfy((name, names) -> {
			Set<String> hinted = new TreeSet<>();
			hints().get(name).path("values").forEach((value) -> {
				hinted.add(value.path("value").asString());
				assertThat(value.path("description").asString("")).endsWith(".");
			});
			assertThat(hinted).isEqualTo(names);
		});
	}

	/**
	 * A text that is a file's or directory's name is completed as one.
	 */
	@Test
	void everyDirectoryIsHintedAsOne() {
		Set<String> directories = new TreeSet<>(PROPERTIES.keySet());
		directories.removeIf((name) -> !name.endsWith("-directory"));
		assertThat(directories).hasSize(2)
			.allSatisfy((name) -> assertThat(hints().get(name).path("providers"))
				.hasToString("[{\"name\":\"handle-as\",\"parameters\":{\"target\":\"java.io.File\"}}]"));
	}

	/**
	 * Values other than the hinted ones are declared as allowed, or IDEs mark them as
	 * errors; and hinted values are allowed.
	 */
	@Test
	void everyHintThatIsNotExhaustiveAllowsAny(@TempDir Path directory) {
		hints().forEach((name, hint) -> {
			if (!name.equals("plugin-host.startup") && hint.has("values")) {
				assertThat(hint.path("providers")).as(name).hasToString("[{\"name\":\"any\"}]");
			}
			hint.path("values")
				.forEach((value) -> new ConfiguredApplication(directory)
					.yaml("plugin-host.plugins.linear.entrypoint: worker.js")
					.arguments("--" + name + "=" + value.path("value").asString())
					.definition());
		});
	}

	private static Map<String, JsonNode> hints() {
		Map<String, JsonNode> hints = new TreeMap<>();
		metadata.path("hints").forEach((hint) -> hints.put(hint.path("name").asString(), hint));
		return hints;
	}

}
