package io.pluginhost;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README tells a newcomer to type is what the rest of it needs.
 */
class ReadmeTests {

	private static final DocumentationPage README = DocumentationPage.read("README.md");

	@Test
	void installCommandBringsEveryDependencyTheReadmeNames() {
		List<String> used = Pattern.compile("(?:<artifactId>|io\\.pluginhost:)(plugin-host-[a-z-]+)")
			.matcher(README.text())
			.results()
			.map((artifact) -> artifact.group(1))
			.distinct()
			.toList();
		List<String> installed = modules("install");
		assertThat(used).contains("plugin-host-starter", "plugin-host-test")
			.allSatisfy((artifact) -> assertThat(installed).anyMatch((module) -> module.endsWith(artifact)));
		assertThat(installed).allSatisfy((module) -> assertThat(Path.of("..", module, "pom.xml")).exists());
	}

	@Test
	void commandsNameModulesThatAreThere() {
		assertThat(modules("spring-boot:run"))
			.allSatisfy((module) -> assertThat(Files.exists(Path.of("..", module, "pom.xml"))).isTrue());
	}

	private static List<String> modules(String goal) {
		String modules = Pattern.compile("\\./mvnw -pl (\\S+) -am " + goal)
			.matcher(README.text())
			.results()
			.map((command) -> command.group(1))
			.findFirst()
			.orElseThrow();
		return List.of(modules.split(","));
	}

}
