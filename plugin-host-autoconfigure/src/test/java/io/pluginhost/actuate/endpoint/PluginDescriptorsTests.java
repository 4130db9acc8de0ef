package io.pluginhost.actuate.endpoint;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

import io.pluginhost.PluginDefinition;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PluginDescriptors}.
 */
class PluginDescriptorsTests {

	private static final PluginDefinition DEFINITION = PluginDefinition.builder("linear")
		.commandPrefix("env", "PREFIX_TOKEN=s3cret")
		.entrypoint("worker.js")
		.execArgv("-Dapi.key=s3cret")
		.args("--token", "s3cret", "postgres://u:p@h", "knownsecret", "internal.example", "plain")
		.build();

	private static final SanitizingFunction HOSTS = (data) -> String.valueOf(data.getValue()).startsWith("internal.")
			? data.withValue("host") : data;

	private static final SanitizingFunction SIXTH = SanitizingFunction.sanitizeValue()
		.ifKeyMatches("plugin-host.plugins.linear.command\\[9]");

	@Test
	void commandShowsNoSecret() {
		// A user who may see the endpoint but no values sees no secret of a command line
		assertThat(command(List.of(), false)).containsExactly("env", "PREFIX_TOKEN=******", "node", "-Dapi.key=******",
				"worker.js", "--token", "******", "postgres://******@h", "******", "internal.example", "plain");
	}

	@Test
	void commandIsAsItIsWhereValuesAreShown() {
		// A user who may see values sees the whole command
		assertThat(command(List.of(), true)).contains("PREFIX_TOKEN=s3cret", "-Dapi.key=s3cret", "s3cret",
				"postgres://u:p@h", "knownsecret");
	}

	@Test
	void sanitizingFunctionsAreAskedForEachArgument() {
		// An application's sanitizing functions apply to the command as to env and config
		for (boolean show : List.of(true, false)) {
			assertThat(command(List.of(HOSTS), show)).contains("host").doesNotContain("internal.example");
			assertThat(command(List.of(SIXTH), show).get(9)).isEqualTo("******");
		}
	}

	private static List<String> command(List<SanitizingFunction> functions, boolean show) {
		PluginDescriptors descriptors = new PluginDescriptors(new Sanitizer(functions),
				(pluginId, text) -> text.replace("knownsecret", "******"));
		WorkerDiagnostics stopped = new WorkerDiagnostics("linear", WorkerStatus.STOPPED, null, null, 0, 0, 0, 0, 0,
				null, null, null, null, null, List.of(), null, null, null);
		PluginDescriptor.DefinitionDescriptor definition = descriptors.describe(stopped, DEFINITION, List.of(), show)
			.definition();
		assertThat(definition).isNotNull();
		assertThat(definition.env()).isEqualTo(Map.of());
		return definition.command();
	}

}
