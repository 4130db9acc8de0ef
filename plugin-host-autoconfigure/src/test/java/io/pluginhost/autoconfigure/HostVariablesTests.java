package io.pluginhost.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.PluginDefinition;
import io.pluginhost.configtree.HostVariables;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostVariables}: environment variables that set something of a plugin.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostVariablesTests {

	private ConfiguredApplication application;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.application = new ConfiguredApplication(directory);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PLUGINHOST_PLUGINS_LINEAR_", "PLUGIN_HOST_PLUGINS_LINEAR_", "PLUGINHOST_DEFAULTS_",
			"PLUGIN_HOST_DEFAULTS_", "plugin_host_plugins_linear_" })
	void newVariableOfAWorkerKeepsItsCaseAndItsUnderscores(String prefix, CapturedOutput output) {
		// A variable of a worker that only the environment sets has the name that it is
		// written with
		this.application.yaml("plugin-host.plugins.linear: { entrypoint: worker.js, env: { LEVEL: debug } }")
			.environment(prefix + "ENV_API_TOKEN", "t")
			.environment(prefix + "ENV_http_Proxy", "p");
		assertThat(this.application.definition().env())
			.isEqualTo(Map.of("LEVEL", "debug", "API_TOKEN", "t", "http_Proxy", "p"));
		assertThat(output).doesNotContain("Ignoring environment variable");
	}

	@Test
	void variableOfAWorkerThatIsThereIsReplaced() {
		// What is there already is found however it is spelled, the exact spelling first
		this.application
			.yaml("plugin-host.plugins.linear:\n  entrypoint: worker.js\n"
					+ "  env: { API_TOKEN: x, http_proxy: x, apiKey: x, APIKEY2: x, api_key2: x }")
			.environment("PLUGINHOST_PLUGINS_LINEAR_ENV_APITOKEN", "1")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_ENV_HTTP_PROXY", "2")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_ENV_API_KEY", "3")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_ENV_APIKEY2", "4");
		assertThat(this.application.definition().env())
			.isEqualTo(Map.of("API_TOKEN", "1", "http_proxy", "2", "apiKey", "3", "APIKEY2", "4", "api_key2", "x"));
	}

	@Test
	void envIsReadAsItIsWrittenFromEachSource() {
		// Names keep dots, dashes and case, values their digits, wherever they are set
		this.application.yaml("""
				plugin-host:
				  defaults:
				    env: { FROM_DEFAULTS: yes, BOTH: defaults }
				  plugins:
				    linear:
				      entrypoint: worker.js
				      env: { BOTH: own, price: 1.50, port: 8080, EMPTY: , "[a.b-c]": 1, d.e: 2, "two words": x }
				""")
			.file("application-p.properties",
					"plugin-host.plugins.linear.env.from_Properties=${BOTH:x}\n"
							+ "plugin-host.plugins.linear.env[f.g]=3\nplugin-host.plugins.linear.env.h.i=4")
			.arguments("--spring.profiles.active=p", "--plugin-host.plugins.linear.env.fromArgument=5",
					"--spring.application.json={\"plugin-host\":{\"plugins\":{\"linear\":{\"env\":{\"fromJson_X\":6}}},"
							+ "\"defaults\":{\"env\":{\"fromJson_Y\":7}}}}");
		assertThat(this.application.definition().env()).isEqualTo(Map.ofEntries(Map.entry("FROM_DEFAULTS", "true"),
				Map.entry("BOTH", "own"), Map.entry("price", "1.50"), Map.entry("port", "8080"), Map.entry("EMPTY", ""),
				Map.entry("a.b-c", "1"), Map.entry("d.e", "2"), Map.entry("two words", "x"),
				Map.entry("from_Properties", "x"), Map.entry("f.g", "3"), Map.entry("h.i", "4"),
				Map.entry("fromArgument", "5"), Map.entry("fromJson_X", "6"), Map.entry("fromJson_Y", "7")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "PLUGINHOST_", "PLUGIN_HOST_" })
	void pluginMayBeKnownFromTheEnvironmentAlone(String prefix, CapturedOutput output) {
		// A plugin of one word that the environment gives something to run is one
		this.application.yaml("plugin-host.plugins.other.enabled: false")
			.environment(prefix + "PLUGINS_LINEAR_ID", "acme.linear")
			.environment(prefix + "PLUGINS_LINEAR_COMMAND_0", "node")
			.environment(prefix + "PLUGINS_LINEAR_COMMAND_1", "worker.js")
			.environment(prefix + "PLUGINS_LINEAR_CONFIG_TEAM", "ENG")
			.environment(prefix + "PLUGINS_LINEAR_ENV_API_TOKEN", "t")
			.environment(prefix + "PLUGINS_LINEAR_RESTART_MAX_RESTARTS", "3");
		PluginDefinition definition = this.application.definition();
		assertThat(definition.id()).isEqualTo("acme.linear");
		assertThat(definition.command()).containsExactly("node", "worker.js");
		assertThat(definition.config()).isEqualTo(Map.of("team", "ENG"));
		assertThat(definition.env()).isEqualTo(Map.of("API_TOKEN", "t"));
		assertThat(definition.restart().maxRestarts()).isEqualTo(3);
		assertThat(output).doesNotContain("Ignoring environment variable");
	}

	@ParameterizedTest
	@CsvSource({ "[acme.my-linear], ACME_MY_LINEAR", "my-linear, MY_LINEAR", "my_linear, MYLINEAR",
			"myLinear, MY_LINEAR" })
	void everyKeyOfAPluginIsFoundWhateverItsNameIs(String name, String words, CapturedOutput output) {
		// Dots, dashes and case of a plugin's name do not keep its variables from being
		// found
		for (String prefix : List.of("PLUGINHOST_PLUGINS_", "PLUGIN_HOST_PLUGINS_")) {
			this.application.environment(prefix + words + "_RPC_TIMEOUT", "7s")
				.environment(prefix + words + "_ARGS_0", "a")
				.environment(prefix + words + "_SHUTDOWN_TERMGRACE", "8s")
				.environment(prefix + words + "_INHERITENV", "A,B")
				.environment(prefix + words + "_ENV_NEW_KEY", "n")
				.environment(prefix + words + "_CONFIG_TEAM", "ENG")
				.environment(prefix + words + "_MANIFEST_VERSION", "2");
		}
		this.application.yaml("plugin-host.plugins:\n  \"" + name
				+ "\":\n    { entrypoint: worker.js, args: [x, y], config: { team: x } }");
		PluginDefinition definition = this.application.definition();
		assertThat(definition.rpcTimeout()).isEqualTo(Duration.ofSeconds(7));
		assertThat(definition.args()).containsExactly("a");
		assertThat(definition.shutdown().termGrace()).isEqualTo(Duration.ofSeconds(8));
		assertThat(definition.inheritEnv()).containsExactlyInAnyOrder("A", "B");
		assertThat(definition.env()).isEqualTo(Map.of("NEW_KEY", "n"));
		assertThat(definition.config()).isEqualTo(Map.of("team", "ENG"));
		assertThat(definition.manifest()).isEqualTo(Map.of("version", "2"));
		assertThat(output).doesNotContain("Ignoring environment variable");
	}

	@Test
	void defaultsAndGlobalKeysAreFoundHoweverTheyAreSpelled() {
		// The same holds for what is of no plugin
		this.application.yaml("plugin-host.plugins.linear.entrypoint: worker.js")
			.environment("PLUGINHOST_DEFAULTS_RPC_TIMEOUT", "7s")
			.environment("PLUGIN_HOST_DEFAULTS_COMMANDPREFIX_0", "prlimit")
			.environment("PLUGINHOST_STARTUP_CONCURRENCY", "3");
		assertThat(this.application.definition().rpcTimeout()).isEqualTo(Duration.ofSeconds(7));
		assertThat(this.application.definition().commandPrefix()).containsExactly("prlimit");
		assertThat(this.application.properties().startupConcurrency()).isEqualTo(3);
	}

	@Test
	void longestNameOfAPluginWins() {
		// Of two plugins whose names begin alike, each has its own
		this.application.yaml("plugin-host.plugins:\n  a: { entrypoint: a.js }\n  a-env: { entrypoint: b.js }")
			.environment("PLUGIN_HOST_PLUGINS_A_ENV_ENTRYPOINT", "c.js")
			.environment("PLUGIN_HOST_PLUGINS_A_ENV_X", "x");
		assertThat(this.application.definitions().definitions()).extracting(PluginDefinition::entrypoint)
			.containsExactly("a.js", "c.js");
		assertThat(this.application.definitions().definitions()).extracting(PluginDefinition::env)
			.containsExactly(Map.of("X", "x"), Map.of());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					PLUGIN_HOST_PLUGINS_ACME_SLACK_ENTRYPOINT | no plugin 'acme_slack' is configured, and a variable's name has lost the dots, dashes and case of one. Use a name of one word, PLUGINHOST_PLUGINS_ACMESLACK_ENTRYPOINT, with the id in PLUGINHOST_PLUGINS_ACMESLACK_ID, or a file, or SPRING_APPLICATION_JSON
					PLUGINHOST_PLUGINS_ACME_SLACK_COMMAND_0   | no plugin 'acme_slack' is configured, and a variable's name has lost the dots, dashes and case of one. Use a name of one word, PLUGINHOST_PLUGINS_ACMESLACK_COMMAND_0
					PLUGINHOST_PLUGINS_SLACK_CONFIG_TEAM      | no plugin 'slack' is configured. Configure it, or set what it runs with PLUGINHOST_PLUGINS_SLACK_ENTRYPOINT
					PLUGIN_HOST_PLUGINS_LINAER_ENV_TOKEN      | no plugin 'linaer' is configured; did you mean 'linear'?
					PLUGIN_HOST_PLUGINS_LINEAR_RPC_TIMOUT     | 'plugin-host.plugins.linear' has no key 'rpc-timout'; did you mean plugin-host.plugins.linear.rpc-timeout?
					PLUGINHOST_PLUGINS_LINEAR_ARGS_FIRST      | 'plugin-host.plugins.linear' has no key 'args-first'
					PLUGINHOST_PLUGINS_LINEAR_ENV             | 'plugin-host.plugins.linear' has no key 'env'; append the name of what it is to set, as in PLUGINHOST_PLUGINS_LINEAR_ENV_NAME
					PLUGINHOST_DEFAULTS_ENTRYPOINT            | 'plugin-host.defaults' has no key 'entrypoint'
					PLUGINHOST_STARTPU                        | 'plugin-host' has no key 'startpu'; did you mean plugin-host.startup?
					PLUGIN_HOST_PLUGINS_NONSENSE              | sets no key of a plugin that is configured
					""")
	void variableThatSetsNothingIsAWarningThatSaysHowToWriteIt(String name, String warning, CapturedOutput output) {
		// Nothing that is set is lost without a word
		this.application.yaml("plugin-host.plugins.linear.entrypoint: worker.js").environment(name, "s3cret");
		assertThat(this.application.definition().entrypoint()).isEqualTo("worker.js");
		assertThat(output).contains("WARN", "Ignoring environment variable " + name + ": " + warning)
			.doesNotContain("s3cret");
	}

	@Test
	void variablesOfOthersAreLeftAlone(CapturedOutput output) {
		// Kubernetes gives variables to each service, and a host gives its mark to its
		// workers
		this.application.yaml("plugin-host.plugins.linear.entrypoint: worker.js")
			.environment("PLUGIN_HOST_OWNER", "x")
			.environment("PLUGIN_HOST_SERVICE_HOST", "10.0.0.1")
			.environment("PLUGIN_HOST_SERVICE_PORT_HTTP", "80")
			.environment("PLUGIN_HOST_PORT_8080_TCP_ADDR", "10.0.0.1")
			.environment("PLUGIN_HOSTS", "x");
		assertThat(this.application.definition().id()).isEqualTo("linear");
		assertThat(output).doesNotContain("Ignoring environment variable");
	}

}
