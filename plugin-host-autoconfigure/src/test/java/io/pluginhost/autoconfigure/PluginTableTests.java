package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginDefinition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PluginTable}.
 */
class PluginTableTests {

	@Test
	void ofShowsWhatOperatorsWantToKnow() {
		PluginDefinition linear = PluginDefinition.builder("acme.linear")
			.entrypoint("plugins/linear/worker.js")
			.capabilities("state.read", "state.write")
			.build();
		PluginDefinition slack = PluginDefinition.builder("slack")
			.command("deno", "run", "x\ny")
			.required(false)
			.restartEnabled(false)
			.healthCheckInterval(Duration.ofMinutes(2))
			.build();
		assertThat(PluginTable.of(List.of(linear, slack), Map.of()).lines()).containsExactly(
				"  Plugin       Entrypoint or command     Required  Restarts  Health check  Capabilities",
				"  acme.linear  plugins/linear/worker.js  yes       up to 10  every 30s     state.read, state.write",
				"  slack        deno run x y              no        no        every 2m      none");
	}

	@Test
	void ofCutsWhatIsTooLong() {
		PluginDefinition linear = PluginDefinition.builder("acme.linear")
			.command("java", "-cp", "x".repeat(500))
			.restartMaxRestarts(-1)
			.healthCheckEnabled(false)
			.build();
		assertThat(PluginTable.of(List.of(linear), Map.of()).lines().skip(1)).containsExactly(
				"  acme.linear  java -cp " + "x".repeat(50) + "…  yes       any number  no            none");
	}

	@Test
	void ofShowsNoSecretOfACommandLine() {
		// A log is read by more people than a configuration
		PluginDefinition linear = PluginDefinition.builder("acme.linear")
			.command("x", "--token", "s3cret", "--db=postgres://u:p@h", "--login=known-secret", "given-secret")
			.env(Map.of("API_KEY", "known-secret"))
			.build();
		PluginDefinition wrong = PluginDefinition.builder("wrong").entrypoint("x --token=s3cret").build();
		assertThat(PluginTable.of(List.of(linear, wrong), Map.of("linear.token", "given-secret")))
			.contains("x --token ****** --db=postgres://******@h --login=******", "x --token=******")
			.doesNotContain("s3cret", "known", "given", "u:p");
	}

}
