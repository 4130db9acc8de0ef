package io.pluginhost.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.ReflectionUtils;

import io.pluginhost.DocumentationPage;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginDefinitionCustomizer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The snippets in {@code docs/plugins.md} compile and do what the page says.
 */
class PluginsPageTests {

	private static final DocumentationPage PAGE = DocumentationPage.read("docs/plugins.md");

	// Defaults and customizer of the page hold for an uploaded plugin, and nothing
	// weakens them
	@Test
	void snippetsCompleteAnUploadedPlugin(@TempDir Path directory) throws Exception {
		List<Class<?>> types = PAGE.compile(directory.resolve("page"));
		assertThat(types).extracting(Class::getSimpleName)
			.containsExactlyInAnyOrder("ReportPlugins", "Uploads", "Replacements", "TeamSettings", "Sandbox");
		PluginDefinitionCustomizer sandbox = (PluginDefinitionCustomizer) instance(types, "Sandbox");
		PluginDefinition uploaded = PluginDefinition.builder("uploaded.any").entrypoint("worker.js").build();
		PluginDefinition definition = new ConfiguredApplication(directory).yaml(PAGE.snippets("yaml").get(2))
			.definitions()
			.completion()
			.apply(uploaded);
		PluginDefinitionBuilder builder = definition.mutate();
		sandbox.customize(builder);
		assertThat(builder.build().commandPrefix()).containsExactly("prlimit", "--nofile=256");
		assertThat(builder.build().limits().maxMemory()).isEqualTo(256L << 20);
	}

	@Test
	void beanOnThePageIsAPlugin(@TempDir Path directory) throws Exception {
		Object configuration = instance(PAGE.compile(directory.resolve("page")), "ReportPlugins");
		Method method = configuration.getClass().getDeclaredMethod("reports");
		ReflectionUtils.makeAccessible(method);
		PluginDefinition reports = (PluginDefinition) ReflectionUtils.invokeMethod(method, configuration);
		assertThat(reports.id()).isEqualTo("acme.reports");
		assertThat(reports.config()).isEqualTo(Map.of("currency", "EUR"));
	}

	@Test
	void lazyAndDependentPluginsAreUnderstood(@TempDir Path directory) {
		List<PluginDefinition> definitions = new ArrayList<>();
		for (String yaml : PAGE.snippets("yaml")) {
			definitions.addAll(new ConfiguredApplication(directory).yaml(yaml).definitions().definitions());
		}
		assertThat(definitions).extracting(PluginDefinition::id).containsExactly("reports", "store", "importer");
		assertThat(definitions).extracting(PluginDefinition::lazy).containsExactly(true, false, false);
		assertThat(definitions).extracting(PluginDefinition::dependsOn)
			.containsExactly(Set.of(), Set.of(), Set.of("store"));
	}

	private static Object instance(List<Class<?>> types, String name) throws Exception {
		Class<?> type = types.stream().filter((found) -> found.getSimpleName().equals(name)).findFirst().orElseThrow();
		Constructor<?> constructor = type.getDeclaredConstructor();
		ReflectionUtils.makeAccessible(constructor);
		return constructor.newInstance();
	}

}
