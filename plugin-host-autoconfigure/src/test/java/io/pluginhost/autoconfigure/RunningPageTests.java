package io.pluginhost.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.DocumentationPage;
import io.pluginhost.PluginDefinition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The snippets in {@code docs/running.md} are what an application can say.
 */
class RunningPageTests {

	private static final DocumentationPage PAGE = DocumentationPage.read("docs/running.md");

	@Test
	void javaCompiles(@TempDir Path directory) {
		assertThat(PAGE.compile(directory)).extracting(Class::getSimpleName).containsExactly("TeamSettings");
	}

	@Test
	void yamlIsUnderstood(@TempDir Path directory) {
		List<PluginDefinition> definitions = new ArrayList<>();
		for (String yaml : PAGE.snippets("yaml")) {
			definitions.addAll(new ConfiguredApplication(directory).yaml(yaml).definitions().definitions());
		}
		assertThat(definitions).extracting(PluginDefinition::id).containsExactly("reports", "store", "importer");
		assertThat(definitions).extracting(PluginDefinition::lazy).containsExactly(true, false, false);
		assertThat(definitions).extracting(PluginDefinition::dependsOn)
			.containsExactly(Set.of(), Set.of(), Set.of("store"));
	}

}
