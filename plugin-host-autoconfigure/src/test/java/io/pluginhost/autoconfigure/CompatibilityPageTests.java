package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

import io.pluginhost.DocumentationPage;
import io.pluginhost.rpc.RpcCodec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code in {@code docs/compatibility.md} does what the page says, and the tests it
 * names are there.
 */
class CompatibilityPageTests {

	private static final DocumentationPage PAGE = DocumentationPage.read("docs/compatibility.md");

	@Test
	void moduleOfThePageIsUsed(@TempDir Path directory) throws Exception {
		List<Class<?>> types = PAGE.compile(directory);
		Class<?> money = type(types, "Money");
		Object price = BeanUtils.instantiateClass(money.getDeclaredConstructor(BigDecimal.class, String.class),
				new BigDecimal("12.50"), "EUR");
		new ApplicationContextRunner().withUserConfiguration(type(types, "MoneyAsText"))
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, PluginHostAutoConfiguration.class))
			.run((context) -> assertThat(
					new String(context.getBean(RpcCodec.class).encodeRequest(1, "pay", null, List.of(price), 1000)))
				.contains("\"params\":[\"12.50 EUR\"]"));
	}

	@Test
	void testsOfThePageAreThere() throws IOException {
		Set<String> named = Pattern.compile("`(\\w+Tests)`")
			.matcher(PAGE.text())
			.results()
			.map((name) -> name.group(1))
			.collect(Collectors.toSet());
		Set<String> there = new HashSet<>();
		for (String module : List.of("plugin-host-autoconfigure", "sample-app", "extras/compatibility",
				"extras/plugin-host-test")) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
				files.forEach((file) -> there.add(file.getFileName().toString().replace(".java", "")));
			}
		}
		assertThat(there).containsAll(named);
		assertThat(named).hasSizeGreaterThan(8);
	}

	private static Class<?> type(List<Class<?>> types, String name) {
		return types.stream().filter((type) -> ClassUtils.getShortName(type).equals(name)).findAny().orElseThrow();
	}

}
