package io.pluginhost.process.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.process.command.CommandResolver.ResolvedCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CommandResolverTests {

	private static final String JAVA = Runtimes.runningJava(false).toString();

	@TempDir
	private Path temp;

	private Path application;

	private Path bin;

	private Path plugins;

	@BeforeEach
	void setUp() throws IOException {
		this.temp = this.temp.toRealPath();
		this.application = Files.createDirectories(this.temp.resolve("app"));
		this.bin = Files.createDirectories(this.temp.resolve("bin"));
		this.plugins = Files.createDirectories(this.application.resolve("plugins"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "worker.js", "worker.cjs", "worker.mjs", "WORKER.JS" })
	void resolveWhenJavaScriptRunsNode(String name) throws IOException {
		Path node = program(this.bin, "node");
		Path worker = file(this.plugins, name);
		ResolvedCommand command = resolve((definition) -> definition.entrypoint("plugins/" + name)
			.execArgv("--max-old-space-size=64")
			.args("--verbose", "x"));
		assertThat(command.command()).containsExactly(node.toString(), "--max-old-space-size=64", worker.toString(),
				"--verbose", "x");
		assertThat(command.directory()).isEqualTo(this.plugins);
	}

	@Test
	void resolveWhenPythonRunsPython3OrPython() throws IOException {
		Path python = program(this.bin, "python");
		Path worker = file(this.plugins, "worker.py");
		assertThat(resolve((definition) -> definition.entrypoint("plugins/worker.py")).command())
			.containsExactly(python.toString(), worker.toString());
		Path python3 = program(this.bin, "python3");
		assertThat(resolve((definition) -> definition.entrypoint("plugins/worker.py")).command())
			.containsExactly(python3.toString(), worker.toString());
	}

	@Test
	void resolveWhenJarRunsTheRunningJava() throws IOException {
		Path worker = file(this.plugins, "worker.jar");
		assertThat(resolve((definition) -> definition.entrypoint("plugins/worker.jar").execArgv("-Xmx64m").args("a"))
			.command()).containsExactly(JAVA, "-Xmx64m", "-jar", worker.toString(), "a");
	}

	@Test
	void resolveWhenJavaSourceRunsTheRunningJava() throws IOException {
		Path worker = file(this.plugins, "Worker.java");
		assertThat(resolve((definition) -> definition.entrypoint("plugins/Worker.java")).command())
			.containsExactly(JAVA, worker.toString());
	}

	@Test
	void resolveWhenJavaSourceAndNoCompilerSaysSo() throws IOException {
		Path java = program(this.bin, "java");
		file(this.plugins, "Worker.java");
		assertRefused(new Runtimes(null, null, java.toString()),
				(definition) -> definition.entrypoint("plugins/Worker.java"), "entrypoint",
				"belongs to a Java runtime without compiler", "Set 'plugin-host.runtimes.java' to the java of a JDK");
	}

	@ParameterizedTest
	@ValueSource(strings = { "worker", "worker.sh", "js", "py", "jar" })
	void resolveWhenExecutableRunsItself(String name) throws IOException {
		Path worker = program(this.plugins, name);
		assertThat(resolve((definition) -> definition.entrypoint("plugins/" + name).args("a")).command())
			.containsExactly(worker.toString(), "a");
	}

	@Test
	void resolveWhenNotExecutableSaysSo() throws IOException {
		file(this.plugins, "worker.sh");
		assertRefused((definition) -> definition.entrypoint("plugins/worker.sh"), "entrypoint", "is not executable",
				"chmod +x");
	}

	@Test
	void resolveWhenExecArgvHasNoRuntimeSaysSo() throws IOException {
		// What is meant for a runtime is not run itself
		program(this.plugins, "worker");
		assertRefused((definition) -> definition.entrypoint("plugins/worker").execArgv("--flag"), "exec-argv",
				"has no runtime", "args");
	}

	@Test
	void resolveFollowsSymbolicLinks() throws IOException {
		program(this.bin, "node");
		Path real = file(Files.createDirectories(this.temp.resolve("store/v2")), "worker.js");
		Files.createSymbolicLink(this.plugins.resolve("current"), real.getParent());
		ResolvedCommand command = resolve((definition) -> definition.entrypoint("plugins/current/worker.js"));
		assertThat(command.command()).endsWith(real.toString());
		assertThat(command.directory()).isEqualTo(real.getParent());
	}

	@Test
	void resolveLooksAtTheEntrypointBeforeEverySpawn() throws IOException {
		program(this.bin, "node");
		Path first = file(this.plugins, "v1.js");
		Path second = file(this.plugins, "v2.js");
		Path link = Files.createSymbolicLink(this.plugins.resolve("worker.js"), first);
		CommandResolver resolver = resolver(Runtimes.DEFAULT);
		PluginDefinition definition = definition((builder) -> builder.entrypoint("plugins/worker.js"));
		assertThat(resolver.resolve(definition).command()).endsWith(first.toString());
		Files.delete(link);
		Files.createSymbolicLink(link, second);
		assertThat(resolver.resolve(definition).command()).endsWith(second.toString());
	}

	@Test
	void resolveLooksUpRuntimesOnce() throws IOException {
		Path node = program(this.bin, "node");
		file(this.plugins, "worker.js");
		CommandResolver resolver = resolver(Runtimes.DEFAULT);
		PluginDefinition definition = definition((builder) -> builder.entrypoint("plugins/worker.js"));
		assertThat(resolver.resolve(definition).command()).startsWith(node.toString());
		Path first = Files.createDirectories(this.temp.resolve("first"));
		CommandResolver both = new CommandResolver(Runtimes.DEFAULT, first + ":" + this.bin, this.application,
				classpath());
		assertThat(both.resolve(definition).command()).startsWith(node.toString());
		Path other = program(first, "node");
		assertThat(both.resolve(definition).command()).startsWith(node.toString());
		// Unless it is gone
		Files.delete(node);
		assertThat(both.resolve(definition).command()).startsWith(other.toString());
	}

	@Test
	void resolveWhenProgramIsNoneForThisMachineRefusesItWhereverItIsNamed() throws IOException {
		// Only programs are executed: nothing else is given to a shell
		Path foreign = foreign(program(this.bin, "foreign"));
		file(this.plugins, "worker.js");
		foreign(program(this.plugins, "worker"));
		program(this.bin, "tool");
		String problem = "made for another processor";
		String action = "Use a build for this machine";
		assertRefused((definition) -> definition.entrypoint("plugins/worker"), "entrypoint", problem, action);
		assertRefused((definition) -> definition.command("foreign"), "command", problem, action);
		assertRefused((definition) -> definition.command(foreign.toString()), "command", problem, action);
		assertRefused((definition) -> definition.command("tool").commandPrefix("foreign"), "command-prefix", problem,
				action);
		assertRefused(new Runtimes(foreign.toString(), null, null),
				(definition) -> definition.entrypoint("plugins/worker.js"), "runtimes.node", problem, action);
		foreign(program(this.bin, "node"));
		assertRefused((definition) -> definition.entrypoint("plugins/worker.js"), "runtimes.node", problem, action);
	}

	@Test
	void resolveLooksIntoWhatIsExecutedBeforeEverySpawn() throws IOException {
		// A file that has been replaced meanwhile is looked into again
		Path node = program(this.bin, "node");
		Path tool = program(this.bin, "tool");
		file(this.plugins, "worker.js");
		CommandResolver resolver = resolver(Runtimes.DEFAULT);
		PluginDefinition script = definition((builder) -> builder.entrypoint("plugins/worker.js"));
		PluginDefinition command = definition((builder) -> builder.command("tool"));
		resolver.resolve(script);
		resolver.resolve(command);
		foreign(node);
		foreign(tool);
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> resolver.resolve(script))
			.withMessageContaining("made for another processor");
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> resolver.resolve(command))
			.withMessageContaining("made for another processor");
	}

	@Test
	void resolveWhenEnvNeedsAnInterpreterLooksOnThePathOfTheWorker() throws IOException {
		// An interpreter behind env is looked for where the worker would
		Path own = Files.createDirectories(this.temp.resolve("own"));
		Path script = program(this.plugins, "worker");
		Files.writeString(script, "#!/usr/bin/env special\n");
		assertRefused((definition) -> definition.entrypoint("plugins/worker"), "entrypoint",
				"needs the interpreter 'special', which env does not find in [%s]".formatted(this.bin), "Install it");
		program(own, "special");
		assertThat(resolve((definition) -> definition.entrypoint("plugins/worker").env(Map.of("PATH", own.toString())))
			.command()).containsExactly(script.toString());
	}

	@Test
	void resolveWhenPlatformCannotEncodeAPathNamesTheProperty() throws IOException {
		// No path ends in a bare InvalidPathException
		PlatformText ascii = new PlatformText(StandardCharsets.US_ASCII, StandardCharsets.US_ASCII);
		CommandResolver resolver = new CommandResolver(new Runtimes("/opt/nöde", null, null), this.bin.toString(),
				this.application, classpath(), ascii, new ProgramInspector(Machine.current(), new BinaryFormats()));
		file(this.plugins, "worker.js");
		program(this.bin, "tool");
		Path accented = Files.createDirectories(this.temp.resolve("ä"));
		Files.createSymbolicLink(this.plugins.resolve("linked.js"), file(accented, "worker.js"));
		Map<String, UnaryOperator<PluginDefinitionBuilder>> cases = Map.of("entrypoint",
				(definition) -> definition.entrypoint("plugins/wörker.sh"), "command[0]",
				(definition) -> definition.command("töol"), "working-directory",
				(definition) -> definition.command("tool").workingDirectory(Path.of("ä")), "runtimes.node",
				(definition) -> definition.entrypoint("plugins/worker.js"));
		cases.forEach((key, customizer) -> assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> resolver.resolve(definition(customizer)))
			.satisfies((ex) -> {
				assertThat(ex.key()).isEqualTo(key);
				assertThat(ex.problem()).contains("cannot encode: U+00");
				assertThat(ex.action()).contains("LC_ALL=C.UTF-8");
			}));
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> resolver.resolve(definition((definition) -> definition.entrypoint("classpath:wörker"))))
			.withMessageContaining("cannot encode");
		program(this.bin, "node");
		CommandResolver linked = new CommandResolver(Runtimes.DEFAULT, this.bin.toString(), this.application,
				classpath(), ascii, new ProgramInspector(Machine.current(), new BinaryFormats()));
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> linked.resolve(definition((definition) -> definition.entrypoint("plugins/linked.js"))))
			.withMessageContaining("the real path contains characters");
	}

	@Test
	void resolveWhenWorkDirectoryCannotBeUsedNamesIt() throws IOException {
		// What keeps a worker from being unpacked is said with work-directory
		program(this.bin, "node");
		Path file = file(this.temp, "no-directory");
		CommandResolver resolver = new CommandResolver(Runtimes.DEFAULT, this.bin.toString(), this.application,
				new ClasspathEntrypoints(getClass().getClassLoader(), file));
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> resolver.resolve(
					definition((definition) -> definition.entrypoint("classpath:io/pluginhost/process/worker.js"))))
			.satisfies((ex) -> {
				assertThat(ex.key()).isEqualTo("work-directory");
				assertThat(ex.problem()).contains("cannot be unpacked below '%s'".formatted(file));
				assertThat(ex.action()).contains("plugin-host.work-directory");
				assertThat(ex.isMissing()).isTrue();
			});
	}

	private static Path foreign(Path program) throws IOException {
		return Files.write(program, ProgramInspectorTests.elf(1, 64, true, 2, null));
	}

	@Test
	void aPlantedRuntimeIsNotRun() throws IOException {
		// What lies beside a plugin does not decide what runs it
		Path node = program(this.bin, "node");
		program(this.plugins, "node");
		program(this.application, "node");
		Path worker = file(this.plugins, "worker.js");
		CommandResolver resolver = new CommandResolver(Runtimes.DEFAULT, ".::plugins:" + this.bin, this.application,
				classpath());
		assertThat(resolver.resolve(definition((builder) -> builder.entrypoint("plugins/worker.js"))).command())
			.containsExactly(node.toString(), worker.toString());
	}

	@Test
	void aNamedRuntimeIsResolved() throws IOException {
		Path node = program(Files.createDirectories(this.temp.resolve("opt")), "node-22");
		Files.createSymbolicLink(this.application.resolve("my-node"), node);
		Path worker = file(this.plugins, "worker.js");
		for (String named : new String[] { node.toString(), "./my-node" }) {
			assertThat(resolver(new Runtimes(named, null, null))
				.resolve(definition((builder) -> builder.entrypoint("plugins/worker.js")))
				.command()).containsExactly(node.toString(), worker.toString());
		}
	}

	@Test
	void aNamedRuntimeThatIsNotThereIsNamed() throws IOException {
		file(this.plugins, "worker.js");
		assertRefused(new Runtimes("/opt/none/node", null, null),
				(definition) -> definition.entrypoint("plugins/worker.js"), "runtimes.node",
				"program '/opt/none/node' is not a file", "Correct the path");
	}

	@Test
	void aRuntimeThatIsNotFoundIsNamed() throws IOException {
		file(this.plugins, "worker.js");
		assertRefused((definition) -> definition.entrypoint("plugins/worker.js"), "entrypoint",
				"entrypoint 'plugins/worker.js' needs 'node', which is not in [" + this.bin + "]",
				"set 'plugin-host.runtimes.node' to its path");
	}

	@Test
	void anEntrypointThatIsNotThereIsNamed() {
		assertRefused((definition) -> definition.entrypoint("plugins/gone.js"), "entrypoint",
				"entrypoint '%s' is not a file".formatted(this.plugins.resolve("gone.js")),
				"Correct the path, which is relative to the application's directory " + this.application);
		assertRefused((definition) -> definition.entrypoint("plugins"), "entrypoint", "is not a file", "Correct");
	}

	@Test
	void anEntrypointOnTheClassPathIsUnpacked() throws IOException {
		program(this.bin, "node");
		ResolvedCommand command = resolve(
				(definition) -> definition.entrypoint("classpath:io/pluginhost/process/worker.js"));
		assertThat(command.command().get(1)).startsWith(this.temp.resolve("work").toString()).endsWith("worker.js");
		assertThat(command.directory().toString()).startsWith(this.temp.resolve("work").toString());
	}

	@Test
	void resolveWhenCommandLooksUpABareName() throws IOException {
		Path tool = program(this.bin, "tool");
		ResolvedCommand command = resolve((definition) -> definition.command("tool", "-x").args("y"));
		assertThat(command.command()).containsExactly(tool.toString(), "-x", "y");
		assertThat(command.directory()).isEqualTo(this.application);
	}

	@Test
	void resolveWhenCommandIsAPathResolvesIt() throws IOException {
		Path tool = program(this.plugins, "tool");
		assertThat(resolve((definition) -> definition.command("plugins/tool")).command())
			.containsExactly(tool.toString());
		assertThat(resolve((definition) -> definition.command(tool.toString())).command())
			.containsExactly(tool.toString());
	}

	@Test
	void aCommandThatCannotBeRunIsNamed() throws IOException {
		file(this.plugins, "plain");
		assertRefused((definition) -> definition.command("tool"), "command",
				"program 'tool' is not in [" + this.bin + "]", "Install it, or give its absolute path");
		assertRefused((definition) -> definition.command("plugins/tool"), "command", "is not a file", "Correct");
		assertRefused((definition) -> definition.command("plugins/plain"), "command", "is not executable", "chmod +x");
	}

	@Test
	void aCommandPrefixStandsBeforeEverything() throws IOException {
		Path node = program(this.bin, "node");
		Path prlimit = program(this.bin, "prlimit");
		Path worker = file(this.plugins, "worker.js");
		assertThat(resolve(
				(definition) -> definition.entrypoint("plugins/worker.js").commandPrefix("prlimit", "--nofile=256"))
			.command()).containsExactly(prlimit.toString(), "--nofile=256", node.toString(), worker.toString());
		assertRefused((definition) -> definition.entrypoint("plugins/worker.js").commandPrefix("bwrap"),
				"command-prefix", "program 'bwrap' is not in", "Install it");
	}

	@Test
	void aWorkingDirectoryIsRelativeToTheApplication() throws IOException {
		program(this.bin, "tool");
		assertThat(resolve((definition) -> definition.command("tool").workingDirectory(Path.of("plugins"))).directory())
			.isEqualTo(this.plugins);
		assertRefused((definition) -> definition.command("tool").workingDirectory(Path.of("gone")), "working-directory",
				"is not a directory", "Create it");
	}

	@Test
	void resolveWhenCommandIsOneTextSaysThatItIsAList() throws IOException {
		file(this.plugins, "stock.mjs");
		assertRefused((definition) -> definition.command("node plugins/stock.mjs"), "command", "is not a file",
				"Write 'command' as a list, an element for each argument, [node, plugins/stock.mjs]");
		assertRefused((definition) -> definition.command("python3  -u worker"), "command", "is not in ",
				"[python3, -u, worker]");
		assertRefused((definition) -> definition.commandPrefix("prlimit --nofile=256").command("tool"),
				"command-prefix", "is not in ", "Write 'command-prefix' as a list");
		assertRefused((definition) -> definition.entrypoint("node plugins/stock.mjs"), "entrypoint", "is not a file",
				"Give the whole command as a list, 'command: [node, plugins/stock.mjs]'");
		assertRefused(new Runtimes("/opt/none/my node", null, null),
				(definition) -> definition.entrypoint("plugins/stock.mjs"), "runtimes.node", "is not a file",
				"Correct the path");
	}

	@Test
	void resolveWhenProgramHasASpaceInItsNameIsContent() throws IOException {
		Path tool = program(this.plugins, "my tool");
		assertThat(resolve((definition) -> definition.command("plugins/my tool")).command())
			.containsExactly(tool.toString());
	}

	@Test
	void resolveWhenInterpreterIsNotThereNamesIt() throws IOException {
		Path script = program(this.plugins, "worker");
		Files.writeString(script, "#! /usr/local/bin/none -u\nprint()\n");
		String problem = "script '%s' needs the interpreter '/usr/local/bin/none', which is not there"
			.formatted(script);
		assertRefused((definition) -> definition.entrypoint("plugins/worker"), "entrypoint", problem, "Install it");
		assertRefused((definition) -> definition.command("plugins/worker"), "command", problem, "Install it");
		Files.writeString(script, "#!/bin/sh\r\necho\r\n");
		assertRefused((definition) -> definition.entrypoint("plugins/worker"), "entrypoint",
				"has the line ends of Windows", "Save it with the line ends of Unix");
	}

	@Test
	void resolveWhenInterpreterMayBeInASandboxIsContent() throws IOException {
		Path bwrap = program(this.bin, "bwrap");
		Path script = program(this.plugins, "worker");
		Files.writeString(script, "#!/none\n");
		assertThat(resolve((definition) -> definition.commandPrefix("bwrap").entrypoint("plugins/worker")).command())
			.containsExactly(bwrap.toString(), script.toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "#!/bin/sh\necho\n", "#! /bin/sh -e", "#!/bin/sh\u0000binary" })
	void resolveWhenInterpreterIsThereIsContent(String content) throws IOException {
		Path script = program(this.plugins, "worker");
		Files.writeString(script, content);
		assertThat(resolve((definition) -> definition.entrypoint("plugins/worker")).command())
			.containsExactly(script.toString());
	}

	private void assertRefused(UnaryOperator<PluginDefinitionBuilder> customizer, String key, String problem,
			String action) {
		assertRefused(Runtimes.DEFAULT, customizer, key, problem, action);
	}

	private void assertRefused(Runtimes runtimes, UnaryOperator<PluginDefinitionBuilder> customizer, String key,
			String problem, String action) {
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> resolver(runtimes).resolve(definition(customizer)))
			.withMessageStartingWith("Plugin 'acme.linear': ")
			.withMessageContaining(problem)
			.satisfies((ex) -> {
				assertThat(ex.key()).isEqualTo(key);
				assertThat(ex.action()).contains(action);
				assertThat(ex.getMessage()).endsWith(ex.action());
			});
	}

	private ResolvedCommand resolve(UnaryOperator<PluginDefinitionBuilder> customizer) throws IOException {
		return resolver(Runtimes.DEFAULT).resolve(definition(customizer));
	}

	private CommandResolver resolver(Runtimes runtimes) {
		return new CommandResolver(runtimes, this.bin.toString(), this.application, classpath());
	}

	private ClasspathEntrypoints classpath() {
		return new ClasspathEntrypoints(getClass().getClassLoader(), this.temp.resolve("work"));
	}

	private static PluginDefinition definition(UnaryOperator<PluginDefinitionBuilder> customizer) {
		return customizer.apply(PluginDefinition.builder("acme.linear")).build();
	}

	private static Path program(Path directory, String name) throws IOException {
		Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
		assertThat(file.toFile().setExecutable(true)).isTrue();
		return file;
	}

	private static Path file(Path directory, String name) throws IOException {
		return Files.writeString(directory.resolve(name), "");
	}

}
