package io.pluginhost.sample;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configuration of the sample's plugins.
 */
class SampleConfigurationTests {

	private static final Bindable<Map<String, Map<String, Object>>> PLUGINS = Bindable
		.of(ResolvableType.forClassWithGenerics(Map.class, ResolvableType.forClass(String.class),
				ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class)));

	@ParameterizedTest
	@CsvSource({ "default, 2", "polyglot, 4" })
	void everyStartHasAMinuteAndCompilesNothing(String profile, int count) {
		// All plugins start at once, on whatever machine: none is compiled by its start,
		// and each may take a minute
		new ApplicationContextRunner().withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.profiles.active=" + profile)
			.run((context) -> {
				Binder binder = Binder.get(context.getEnvironment());
				assertThat(binder.bind("plugin-host.defaults.initialize-timeout", Duration.class).get())
					.isGreaterThanOrEqualTo(Duration.ofMinutes(1));
				Map<String, Map<String, Object>> plugins = binder.bind("plugin-host.plugins", PLUGINS).get();
				assertThat(plugins).hasSize(count).allSatisfy((id, plugin) -> {
					assertThat(plugin).doesNotContainKeys("initialize-timeout", "command");
					assertThat((String) plugin.get("entrypoint")).doesNotEndWith(".java");
				});
			});
	}

}
