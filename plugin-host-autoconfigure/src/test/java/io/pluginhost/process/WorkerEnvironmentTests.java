package io.pluginhost.process;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class WorkerEnvironmentTests {

	private final Map<String, String> host = new HashMap<>(Map.of("PATH", "/bin", "HOME", "/root", "AWS_SECRET",
			"s3cret", "AWS_REGION", "eu", "NODE_OPTIONS", "--require=/tmp/x.js", "LD_PRELOAD", "/tmp/x.so"));

	@Test
	void environmentHasNothingOfTheHostsByDefault() {
		assertThat(environment((definition) -> definition)).containsOnly(entry("PATH", "/bin"), entry("TZ", "UTC"),
				entry("NODE_ENV", "production"), entry("PLUGIN_ID", "acme.linear"),
				entry("PAPERCLIP_PLUGIN_ID", "acme.linear"));
	}

	@Test
	void environmentHasWhatEveryProgramNeedsWhereItIsSet() {
		this.host.putAll(Map.of("TZ", "Europe/Berlin", "LANG", "de_DE.UTF-8", "LC_ALL", "C.UTF-8", "NODE_PATH", "/nm"));
		assertThat(environment((definition) -> definition)).containsEntry("TZ", "Europe/Berlin")
			.containsEntry("LANG", "de_DE.UTF-8")
			.containsEntry("LC_ALL", "C.UTF-8")
			.containsEntry("NODE_PATH", "/nm")
			.hasSize(8);
	}

	@Test
	void inheritEnvLetsThroughByNameAndPrefix() {
		Map<String, String> environment = environment(
				(definition) -> definition.inheritEnv("HOME", "AWS_*", "NOT_SET", "*_SECRET"));
		assertThat(environment).containsEntry("HOME", "/root")
			.containsEntry("AWS_SECRET", "s3cret")
			.containsEntry("AWS_REGION", "eu")
			.doesNotContainKeys("NOT_SET", "NODE_OPTIONS", "LD_PRELOAD");
	}

	@Test
	void envWinsOverEveryOtherValue() {
		Map<String, String> environment = environment((definition) -> definition.inheritEnv("HOME")
			.env(Map.of("HOME", "/plugin", "PATH", "/opt", "PLUGIN_ID", "other", "NODE_ENV", "development", "EMPTY",
					"")));
		assertThat(environment).containsEntry("HOME", "/plugin")
			.containsEntry("PATH", "/opt")
			.containsEntry("PLUGIN_ID", "other")
			.containsEntry("NODE_ENV", "development")
			.containsEntry("EMPTY", "");
	}

	@Test
	void onWindowsNamesHaveNoCaseAndTheSystemsOwnAreKept() {
		Map<String, String> windows = new HashMap<>(
				Map.of("PATH", "C:\\bin", "SystemRoot", "C:\\Windows", "Aws_Secret", "s3cret"));
		PluginDefinition definition = PluginDefinition.builder("acme.linear")
			.command("worker")
			.inheritEnv("AWS_*")
			.env(Map.of("systemroot", "D:\\Windows"))
			.build();
		assertThat(new WorkerEnvironment(windows, true).forPlugin(definition))
			.containsEntry("SystemRoot", "D:\\Windows")
			.containsEntry("Aws_Secret", "s3cret")
			.hasSize(7);
	}

	private Map<String, String> environment(UnaryOperator<PluginDefinitionBuilder> customizer) {
		PluginDefinition definition = customizer.apply(PluginDefinition.builder("acme.linear").command("worker"))
			.build();
		return new WorkerEnvironment(this.host, false).forPlugin(definition);
	}

}
