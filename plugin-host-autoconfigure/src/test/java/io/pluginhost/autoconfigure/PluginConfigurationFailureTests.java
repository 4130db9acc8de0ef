package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.process.command.ClasspathEntrypoints;
import io.pluginhost.process.command.CommandResolver;
import io.pluginhost.process.command.Runtimes;
import io.pluginhost.testing.FailureReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

@ExtendWith(OutputCaptureExtension.class)
class PluginConfigurationFailureTests {

	private Path directory;

	private ConfiguredApplication application;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.directory = directory;
		this.application = new ConfiguredApplication(directory);
	}

	@Test
	void reportWhenKeyIsUnknownSuggestsSimilarKey() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      entry-pont: worker.js
				""");
		assertReport("""
				The configuration of plugins has a mistake:

				    Property: plugin-host.plugins.linear.entry-pont
				    Origin: ORIGIN - 4:19
				    Problem: is not a known key
				""", "Did you mean 'plugin-host.plugins.linear.entrypoint'? Correct the key, or remove it.");
	}

	@ParameterizedTest
	@CsvSource({ "plugin-host.startp, plugin-host.startup",
			"plugin-host.defaults.rpc-timout, plugin-host.defaults.rpc-timeout",
			"plugin-host.plugins.[a.b].restart.enable, plugin-host.plugins[a.b].restart.enabled",
			"plugin-host.runtimes.nodes, plugin-host.runtimes.node",
			"plugin-host.defaults.limits.max-memry, plugin-host.defaults.limits.max-memory" })
	void reportWhenKeyIsUnknownAtAnyLevelSuggestsSimilarKey(String key, String suggestion) {
		this.application.yaml("'" + key + "': 1\n");
		assertThat(report().getAction()).startsWith("Did you mean '" + suggestion + "'?");
	}

	@ParameterizedTest
	@CsvSource({ "plugin-host.something", "plugin-host.defaults.id", "plugin-host.defaults.config",
			"plugin-host.defaults.entrypoint.js", "plugin-host.plugins.linear.config-json.a" })
	void reportWhenNoKeyIsSimilarSuggestsNothing(String key) {
		this.application.yaml(key + ": 1\n");
		assertThat(report().getDescription()).contains("Property: " + key, "Origin: ", "is not a known key");
		assertThat(report().getAction()).isEqualTo("Correct the key, or remove it.");
	}

	@Test
	void reportWhenDottedPluginNameIsNotInBracketsSaysSo() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    acme.linear.one:
				      entrypoint: worker.js
				      config: { team: ENG }
				    other.config: { }
				""");
		assertReport(
				"""
						The configuration of plugins has a mistake:

						    Property: plugin-host.plugins.acme.linear.one
						    Origin: ORIGIN - 5:23
						    Problem: has a dot in the plugin's name, so that 'acme' is taken for the plugin and the rest for a key
						""",
				"Write the name in brackets: \"[acme.linear.one]\": in YAML, 'plugin-host.plugins[acme.linear.one]' "
						+ "elsewhere.");
	}

	@Test
	void reportWhenCommandIsMissingSaysSo() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      required: false
				    "[acme.empty]":
				      env:
				        A: b
				""");
		assertReport("""
				The configuration of plugins has 2 mistakes:

				    Property: plugin-host.plugins.linear
				    Origin: ORIGIN - 4:17
				    Problem: has neither an entrypoint nor a command

				    Property: plugin-host.plugins[acme.empty]
				    Origin: ORIGIN - 7:12
				    Problem: has neither an entrypoint nor a command
				""",
				"- plugin-host.plugins.linear: Set 'plugin-host.plugins.linear.entrypoint' to the worker's file, or 'plugin-host.plugins.linear.command' to a whole command.",
				"- plugin-host.plugins[acme.empty]: Set 'plugin-host.plugins[acme.empty].entrypoint' to the worker's file, or 'plugin-host.plugins[acme.empty].command' to a whole command.");
	}

	@Test
	void reportWhenEntrypointAndCommandAreSetSaysSo() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      entrypoint: worker.js
				      command: [node, worker.js]
				""");
		assertReport("""
				The configuration of plugins has a mistake:

				    Property: plugin-host.plugins.linear.command
				    Origin: ORIGIN - 5:17
				    Problem: is set in addition to 'plugin-host.plugins.linear.entrypoint'
				""", "Remove one of the two: the entrypoint is run by its runtime, the command as it is.");
	}

	@Test
	void reportWhenIdsAreBadOrTakenTwiceSaysSo() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    one: { entrypoint: a.js, id: -bad }
				    _two: { entrypoint: b.js }
				    three: { entrypoint: c.js, id: four }
				    four: { entrypoint: d.js }
				""");
		assertReport("""
				The configuration of plugins has 3 mistakes:

				    Property: plugin-host.plugins.one.id
				    Origin: ORIGIN - 3:34
				    Problem: gives the plugin the id '-bad', which is not valid

				    Property: plugin-host.plugins._two
				    Origin: ORIGIN - 4:25
				    Problem: gives the plugin the id '_two', which is not valid

				    Property: plugin-host.plugins.four
				    Origin: ORIGIN - 6:25
				    Problem: gives the plugin the id 'four', which 'plugin-host.plugins.three' already has
				""",
				"- plugin-host.plugins.one.id: Set 'plugin-host.plugins.one.id' to a letter or digit and at most 127 letters, digits, dots, underscores and dashes.",
				"- plugin-host.plugins._two: Set 'plugin-host.plugins._two.id' to a letter or digit and at most 127 letters, digits, dots, underscores and dashes.",
				"- plugin-host.plugins.four: Give each plugin an id of its own.");
	}

	@ParameterizedTest
	@CsvSource({ "rpc-timeout, 0, must be longer than zero but is PT0S",
			"initialize-timeout, -1s, must be longer than zero but is PT-1S",
			"shutdown.drain, 0s, must be longer than zero but is PT0S",
			"shutdown.term-grace, 0, must be longer than zero but is PT0S",
			"shutdown.kill-grace, 0, must be longer than zero but is PT0S",
			"restart.initial-delay, 0, must be longer than zero but is PT0S",
			"restart.max-delay, 0, must be longer than zero but is PT0S",
			"restart.reset-after, 0, must be longer than zero but is PT0S",
			"restart.multiplier, 0.5, must be at least 1 but is 0.5",
			"restart.jitter, 2, must be between 0 and 1 but is 2.0",
			"restart.max-restarts, -2, must be -1 or more but is -2",
			"health-check.interval, 0, must be longer than zero but is PT0S",
			"health-check.timeout, 0, must be longer than zero but is PT0S",
			"health-check.busy-limit, 0, must be longer than zero but is PT0S",
			"health-check.failure-threshold, 0, must be 1 or more but is 0",
			"limits.max-message-size, 0, must be between 1 byte and 2 GB but is 0",
			"limits.max-message-size, 3GB, must be between 1 byte and 2 GB but is 3221225472",
			"limits.max-queued-bytes, -1, must be greater than zero but is -1",
			"limits.max-queued-stream-bytes, 0, must be greater than zero but is 0",
			"limits.max-memory, 0, must be greater than zero but is 0",
			"limits.max-pending-calls, 0, must be greater than zero but is 0",
			"limits.max-host-calls, 0, must be greater than zero but is 0",
			"limits.max-queued-host-calls, 0, must be greater than zero but is 0",
			"limits.host-call-timeout, 0, must be longer than zero but is PT0S",
			"limits.write-stall-timeout, 0, must be longer than zero but is PT0S" })
	void reportWhenValueIsOutOfRangeNamesPropertyAndProblem(String key, String value, String problem) {
		this.application.yaml("""
				plugin-host.plugins.linear.entrypoint: worker.js
				plugin-host.plugins.linear.%s: %s
				""".formatted(key, value));
		FailureAnalysis report = report();
		assertThat(report.getDescription()).contains("Property: plugin-host.plugins.linear." + key,
				"Origin: " + origin() + " - 2:", "Problem: " + problem);
		assertThat(report.getAction()).isEqualTo("Correct the value, or remove it to get the default.");
	}

	@Test
	void reportWhenDefaultIsOutOfRangeNamesItOnce() {
		this.application.yaml("""
				plugin-host.startup-concurrency: 0
				plugin-host.callback-threads: 0
				plugin-host.api-version: 0
				plugin-host.defaults.rpc-timeout: 0
				plugin-host.plugins.one.entrypoint: worker.js
				plugin-host.plugins.two.entrypoint: worker.js
				""");
		assertReport("""
				The configuration of plugins has 4 mistakes:

				    Property: plugin-host.startup-concurrency
				    Origin: ORIGIN - 1:34
				    Problem: must be 1 or more but is 0

				    Property: plugin-host.callback-threads
				    Origin: ORIGIN - 2:31
				    Problem: must be 1 or more but is 0

				    Property: plugin-host.api-version
				    Origin: ORIGIN - 3:26
				    Problem: must be 1 or more but is 0

				    Property: plugin-host.defaults.rpc-timeout
				    Origin: ORIGIN - 4:35
				    Problem: must be longer than zero but is PT0S
				""",
				"- plugin-host.startup-concurrency, plugin-host.callback-threads, plugin-host.api-version: Correct the value.",
				"- plugin-host.defaults.rpc-timeout: Correct the value, or remove it to get the default.");
	}

	@Test
	void reportWhenDependenciesAreUnknownNamesThem() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      command: any
				      depends-on: [store, stroe]
				    jira:
				      command: any
				      depends-on: idle
				    store:
				      command: any
				    idle:
				      command: any
				      enabled: false
				""");
		assertReport("""
				The configuration of plugins has 2 mistakes:

				    Property: plugin-host.plugins.linear.depends-on[1]
				    Origin: ORIGIN - 5:27
				    Problem: names 'stroe', which is not a plugin

				    Property: plugin-host.plugins.jira.depends-on
				    Origin: ORIGIN - 8:19
				    Problem: names 'idle', which is not a plugin that is enabled
				""", "Name plugins as they are named under 'plugin-host.plugins', or by their ids.");
	}

	@Test
	void reportWhenDependenciesAreCyclicShowsEachCycleOnce() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      id: acme.linear
				      command: any
				      depends-on: [other, jira]
				    jira:
				      command: any
				      depends-on: [store]
				    store:
				      command: any
				      depends-on: [acme.linear]
				    other:
				      command: any
				    self:
				      command: any
				      depends-on: [self]
				""");
		assertReport("""
				The configuration of plugins has 2 mistakes:

				    Property: plugin-host.plugins.linear.depends-on[0]
				    Origin: ORIGIN - 6:20
				    Problem: is part of a cycle: acme.linear → jira → store → acme.linear

				    Property: plugin-host.plugins.self.depends-on[0]
				    Origin: ORIGIN - 17:20
				    Problem: is part of a cycle: self → self
				""", "Remove one of the dependencies.");
	}

	@Test
	void reportWhenConfigFilesOrTextCannotBeUsedSaysSo() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      entrypoint: worker.js
				      manifest-location: absent.json
				      config-location: broken.json
				      config-json: '[1]'
				      config: [ 1 ]
				    other:
				      entrypoint: worker.js
				      manifest-location: classpath:absent.json
				      config-location: duplicates.json
				      config-json: '{"a": }'
				""").file("broken.json", "{\n  \"a\": 1,\n  b: 2\n}").file("duplicates.json", "{\"a\": 1, \"a\": 2}");
		assertReport("""
				The configuration of plugins has 7 mistakes:

				    Property: plugin-host.plugins.linear.config-location
				    Origin: ORIGIN - 6:24
				    Problem: names file [DIRECTORY/broken.json], which is not JSON at line 3, column 3: \
				Unexpected character ('b' (code 98)): was expecting double-quote to start property name

				    Property: plugin-host.plugins.linear.config-json
				    Origin: ORIGIN - 7:20
				    Problem: is not a JSON object

				    Property: plugin-host.plugins.linear.config
				    Origin: ORIGIN - 8:17
				    Problem: is not a map

				    Property: plugin-host.plugins.linear.manifest-location
				    Origin: ORIGIN - 5:26
				    Problem: names file [DIRECTORY/absent.json], which does not exist

				    Property: plugin-host.plugins.other.config-location
				    Origin: ORIGIN - 12:24
				    Problem: names file [DIRECTORY/duplicates.json], which is not JSON at line 1, column 13: \
				Duplicate Object property "a"

				    Property: plugin-host.plugins.other.config-json
				    Origin: ORIGIN - 13:20
				    Problem: is not JSON at line 1, column 7: Unexpected character ('}' (code 125)): \
				expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')

				    Property: plugin-host.plugins.other.manifest-location
				    Origin: ORIGIN - 11:26
				    Problem: names class path resource [absent.json], which does not exist
				""",
				"- plugin-host.plugins.linear.config-location, plugin-host.plugins.linear.config-json, plugin-host.plugins.linear.config, plugin-host.plugins.other.config-location, plugin-host.plugins.other.config-json: Correct it.",
				"- plugin-host.plugins.linear.manifest-location, plugin-host.plugins.other.manifest-location: Create it, or correct the path, which is relative to the application's directory DIRECTORY.");
	}

	@Test
	void reportWhenManifestOrSchemaCannotBeUsedSaysSo() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      entrypoint: worker.js
				      manifest-location: broken.json
				      config-schema: absent.json
				    other:
				      entrypoint: worker.js
				      manifest: text
				      config-schema: broken.json
				      config-location: absent.json
				    third:
				      entrypoint: worker.js
				      config-schema: list.json
				""").file("broken.json", "{\n  \"a\": 1,\n}").file("list.json", "[]");
		assertReport("""
				The configuration of plugins has 6 mistakes:

				    Property: plugin-host.plugins.linear.manifest-location
				    Origin: ORIGIN - 5:26
				    Problem: names file [DIRECTORY/broken.json], which is not JSON at line 3, column 1: \
				Unexpected character ('}' (code 125)): was expecting double-quote to start property name

				    Property: plugin-host.plugins.linear.config-schema
				    Origin: ORIGIN - 6:22
				    Problem: names file [DIRECTORY/absent.json], which does not exist

				    Property: plugin-host.plugins.other.config-location
				    Origin: ORIGIN - 11:24
				    Problem: names file [DIRECTORY/absent.json], which does not exist

				    Property: plugin-host.plugins.other.manifest
				    Origin: ORIGIN - 9:17
				    Problem: is not a map

				    Property: plugin-host.plugins.other.config-schema
				    Origin: ORIGIN - 10:22
				    Problem: names file [DIRECTORY/broken.json], which is not JSON at line 3, column 1: \
				Unexpected character ('}' (code 125)): was expecting double-quote to start property name

				    Property: plugin-host.plugins.third.config-schema
				    Origin: ORIGIN - 14:22
				    Problem: names file [DIRECTORY/list.json], which is not a JSON object
				""",
				"- plugin-host.plugins.linear.manifest-location, plugin-host.plugins.other.manifest, plugin-host.plugins.other.config-schema, plugin-host.plugins.third.config-schema: Correct it.",
				"- plugin-host.plugins.linear.config-schema, plugin-host.plugins.other.config-location: Create it, or correct the path, which is relative to the application's directory DIRECTORY.");
	}

	@Test
	void reportWhenSetElsewhereThanInYamlSaysWhere() {
		this.application.file("application.properties", """
				plugin-host.plugins.linear.entrypoint=worker.js
				plugin-host.plugins.linear.rpc-timeout=-1s
				""")
			.environment("PLUGINHOST_PLUGINS_LINEAR_SHUTDOWN_DRAIN", "0s")
			.arguments("--plugin-host.plugins.linear.id=no id");
		assertThat(report().getDescription().lines().map(String::strip))
			.containsSequence("Property: plugin-host.plugins.linear.id",
					"Origin: \"plugin-host.plugins.linear.id\" from property source \"commandLineArgs\"",
					"Problem: gives the plugin the id 'no id', which is not valid")
			.containsSequence("Property: plugin-host.plugins.linear.rpc-timeout",
					"Origin: URL [file:" + this.directory + "/application.properties] - 2:40",
					"Problem: must be longer than zero but is PT-1S")
			.containsSequence("Property: plugin-host.plugins.linear.shutdown.drain",
					"Origin: System Environment Property \"PLUGINHOST_PLUGINS_LINEAR_SHUTDOWN_DRAIN\"",
					"Problem: must be longer than zero but is PT0S");
	}

	@ParameterizedTest
	@CsvSource({ "rpc-timeout, soon", "limits.max-memory, much", "limits.max-pending-calls, few",
			"restart.enabled, perhaps" })
	void reportWhenValueIsOfAnotherTypeSaysSo(String key, String value) {
		this.application.yaml("""
				plugin-host.plugins.linear.entrypoint: worker.js
				plugin-host.plugins.linear.%s: %s
				""".formatted(key, value));
		assertThat(report().getDescription()).contains("plugin-host.plugins.linear." + key, "Value: \"" + value + "\"",
				"Origin: " + origin() + " - 2:");
	}

	@Test
	void verifyWhenEntrypointIsNotOnTheClassPathSaysSo() {
		this.application.yaml("""
				plugin-host.plugins.linear.entrypoint: classpath:absent/worker.js
				""");
		assertReport("""
				The configuration of plugins has a mistake:

				    Property: plugin-host.plugins.linear.entrypoint
				    Origin: ORIGIN - 1:40
				    Problem: entrypoint 'classpath:absent/worker.js' is not on the class path
				""", "Correct the location.");
	}

	@Test
	void reportWhenJsonTextIsBrokenByPlaceholderKeepsItSecret() {
		this.application.yaml("""
				secret: s3cret
				plugin-host.plugins.linear.entrypoint: worker.js
				plugin-host.plugins.linear.config-json: '{"a": ${secret}}'
				""");
		assertThat(report().getDescription())
			.contains("Property: plugin-host.plugins.linear.config-json", "Origin: " + origin() + " - 3:41",
					"Problem: is not JSON once its placeholders are resolved at line 1, column ")
			.doesNotContain("s3cret");
	}

	@Test
	void reportWhenPathIsNotValidNamesIt() {
		this.application.yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  working-directory: "a\\0b"
				  config-location: "c\\0d"
				""");
		assertThat(report().getDescription()).contains("Property: plugin-host.plugins.linear.working-directory",
				"Property: plugin-host.plugins.linear.config-location", "Problem: the path contains the character NUL");
	}

	@Test
	void reportWhenConfigFileIsADirectorySaysSo() {
		this.application.yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  config-location: .
				""");
		assertThat(report().getDescription()).contains("Property: plugin-host.plugins.linear.config-location",
				"which cannot be read: ");
	}

	@Test
	void failureWhenUnknownKeyIsNotOursIsThatOfSpringBoot() {
		this.application.yaml("other.unknown: 1\nplugin-host.plugins.linear.entrypoint: worker.js")
			.configuration(OtherConfiguration.class);
		assertThat(catchThrowable(this.application::properties)).rootCause()
			.isInstanceOf(UnboundConfigurationPropertiesException.class);
	}

	@Test
	void reportWhenListHasGapSaysSo() {
		this.application.yaml("plugin-host.plugins.linear.entrypoint: worker.js")
			.arguments("--plugin-host.plugins.linear.config.list[1]=b");
		assertThat(report().getDescription()).contains("Property: plugin-host.plugins.linear.config",
				"Problem: has a list with [1] but without [0]");
	}

	@Test
	void reportWhenPlaceholderRefersToItselfSaysSo() {
		this.application.yaml("""
				plugin-host.plugins.linear.entrypoint: worker.js
				plugin-host.plugins.linear.config.a: ${plugin-host.plugins.linear.config.a}
				""");
		assertThat(report().getDescription()).contains("Property: plugin-host.plugins.linear.config.a",
				"Problem: has the placeholder '${plugin-host.plugins.linear.config.a}', which leads back to itself");
	}

	@Test
	void verifyWhenCommandsAreMissingNamesThem() throws IOException {
		Files.writeString(this.directory.resolve("worker.js"), "");
		Files.writeString(this.directory.resolve("worker"), "");
		this.application.yaml("""
				plugin-host:
				  runtimes:
				    python: /absent/python
				  plugins:
				    absent:
				      entrypoint: absent.js
				      required: true
				    runtime:
				      entrypoint: worker.js
				    named:
				      entrypoint: worker.py
				    executable:
				      entrypoint: worker
				    program:
				      command: [no-such-program]
				    directory:
				      command: [%s]
				      working-directory: absent
				""".formatted(Path.of(System.getProperty("java.home"), "bin", "java")));
		Files.writeString(this.directory.resolve("worker.py"), "");
		assertReport("""
				The configuration of plugins has 6 mistakes:

				    Property: plugin-host.plugins.absent.entrypoint
				    Origin: ORIGIN - 6:19
				    Problem: entrypoint 'DIRECTORY/absent.js' is not a file

				    Property: plugin-host.plugins.runtime.entrypoint
				    Origin: ORIGIN - 9:19
				    Problem: entrypoint 'worker.js' needs 'node', which is not in [DIRECTORY]

				    Property: plugin-host.runtimes.python
				    Origin: ORIGIN - 3:13
				    Problem: program '/absent/python' is not a file

				    Property: plugin-host.plugins.executable.entrypoint
				    Origin: ORIGIN - 13:19
				    Problem: entrypoint 'DIRECTORY/worker' is not executable

				    Property: plugin-host.plugins.program.command
				    Origin: ORIGIN - 15:17
				    Problem: program 'no-such-program' is not in [DIRECTORY]

				    Property: plugin-host.plugins.directory.working-directory
				    Origin: ORIGIN - 18:26
				    Problem: working directory 'DIRECTORY/absent' is not a directory
				""",
				"- plugin-host.plugins.absent.entrypoint, plugin-host.runtimes.python: Correct the path, which is relative to the application's directory DIRECTORY.",
				"- plugin-host.plugins.runtime.entrypoint: Install it, or set 'plugin-host.runtimes.node' to its path.",
				"- plugin-host.plugins.executable.entrypoint: Set its run bit (chmod +x), or give the whole 'command' instead.",
				"- plugin-host.plugins.program.command: Install it, or give its absolute path.",
				"- plugin-host.plugins.directory.working-directory: Create it, or correct the path.");
	}

	@Test
	void verifyWhenPluginIsNotRequiredWarnsOfMissingCommandWithTheSameReport(CapturedOutput output) throws IOException {
		// What is missing on the machine for a plugin that is not required is one WARN
		Files.writeString(this.directory.resolve("worker.js"), "");
		Files.writeString(this.directory.resolve("script"), "#!/none\n");
		assertThat(this.directory.resolve("script").toFile().setExecutable(true)).isTrue();
		this.application.yaml("""
				plugin-host:
				  defaults.required: false
				  plugins:
				    file: { entrypoint: absent.js }
				    runtime: { entrypoint: worker.js }
				    program: { command: [no-such-program] }
				    directory: { command: [script], working-directory: absent }
				    interpreter: { entrypoint: script }
				""");
		this.application.definitions().verify(resolver());
		for (String plugin : new String[] { "file", "runtime", "program", "directory", "interpreter" }) {
			assertThat(output.getOut().split("Plugin '" + plugin + "' cannot be started yet. It is not required"))
				.as(plugin)
				.hasSize(2);
		}
		assertThat(output).contains("WARN")
			.contains(
					"    Property: plugin-host.plugins.file.entrypoint%n    Origin: %s - 4:25%n    Problem: entrypoint '%s'"
						.formatted(origin(), this.directory.resolve("absent.js")))
			.contains("    Action: Install it, or set 'plugin-host.runtimes.node' to its path.");
	}

	@Test
	void verifyWhenConfigurationIsWrongFailsEvenIfNothingIsRequired() throws IOException {
		// A mistake in the configuration, and what can never be run here, stops the start
		Files.writeString(this.directory.resolve("worker"), "echo");
		assertThat(this.directory.resolve("worker").toFile().setExecutable(true)).isTrue();
		this.application.yaml("""
				plugin-host:
				  defaults.required: false
				  plugins:
				    missing: { entrypoint: absent.js }
				    text: { entrypoint: worker }
				    variable: { command: [/bin/sh], env: { A: "b\\0c" } }
				""");
		assertThat(report().getDescription())
			.contains("2 mistakes", "plugins.text.entrypoint", "text without a first line", "plugins.variable.env.A")
			.doesNotContain("missing");
	}

	@Test
	void verifyWhenCommandLineContainsSecretsMasksThem() {
		// A report may be sent to others, so it quotes no secret of a command line
		this.application
			.yaml("""
					plugin-host.plugins:
					  one: { entrypoint: "node w.js --token=s3cret postgres://u:s3cret@h" }
					  two: { command: "absent/node w.js --login known-secret --token s3cret", env: { API_KEY: known-secret } }
					""");
		assertThat(report().getDescription()).contains("plugins.one.entrypoint", "--token=******",
				"plugins.two.command", "--login ******");
		assertThat(report().getAction()).contains("[node, w.js, --token=******, postgres://******@h]");
		assertThat(report().getDescription() + report().getAction()).doesNotContain("s3cret", "known-secret");
	}

	@Test
	void verifyWhenDefaultIsWrongNamesIt() {
		this.application.yaml("""
				plugin-host.plugins.linear.command: java
				plugin-host.defaults.command-prefix: absent/prlimit
				""");
		assertThat(report().getDescription()).contains("Property: plugin-host.defaults.command-prefix",
				"Origin: " + origin() + " - 2:38",
				"Problem: program '" + this.directory.resolve("absent/prlimit") + "' is not a file");
	}

	private void assertReport(String description, String... actions) {
		FailureAnalysis report = report();
		assertThat(report.getDescription()).isEqualTo(fill(description).strip());
		assertThat(report.getAction().lines()).containsExactly(fill(String.join("\n", actions)).split("\n"));
	}

	private String fill(String text) {
		return text.replace("ORIGIN", origin()).replace("DIRECTORY", this.directory.toString());
	}

	private String origin() {
		return "URL [" + "file:" + this.directory + "/application.yml]";
	}

	/**
	 * The report of the analyzer that Spring Boot would choose.
	 */
	private FailureAnalysis report() {
		Throwable failure = catchThrowable(() -> this.application.definitions().verify(resolver()));
		assertThat(failure).isNotNull();
		return FailureReport.of(failure);
	}

	private CommandResolver resolver() {
		return new CommandResolver(new Runtimes(null, this.application.properties().runtimes().python(), null),
				this.directory.toString(), this.directory,
				new ClasspathEntrypoints(getClass().getClassLoader(), this.directory));
	}

	@ConfigurationProperties(prefix = "other", ignoreUnknownFields = false)
	record OtherProperties(String known) {
	}

	@EnableConfigurationProperties(OtherProperties.class)
	static class OtherConfiguration {

	}

}
