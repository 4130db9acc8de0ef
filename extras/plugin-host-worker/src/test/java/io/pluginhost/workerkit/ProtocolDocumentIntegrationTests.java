package io.pluginhost.workerkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.handler.HostHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The workers in {@code PROTOCOL.md}, run as they stand there by a host.
 */
class ProtocolDocumentIntegrationTests {

	private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

	@TempDir
	Path directory;

	@Test
	void everyWorkerOfTheDocumentHasItsTest() throws IOException {
		assertThat(Pattern.compile("(?m)^### (.+)$").matcher(document()).results().map((title) -> title.group(1)))
			.containsExactly("Python", "Node.js", "Node.js with the SDK", "Java", "Shell");
	}

	@Test
	void python() throws IOException {
		requireTool("python3");
		extract("Python", "greeter.py");
		runGreeter("--plugin-host.plugins.greeter.entrypoint=" + this.directory.resolve("greeter.py"));
	}

	@Test
	void node() throws IOException {
		requireTool("node");
		extract("Node.js", "greeter.mjs");
		runGreeter("--plugin-host.plugins.greeter.entrypoint=" + this.directory.resolve("greeter.mjs"));
	}

	@Test
	void java() throws IOException {
		extract("Java", "Greeter.java");
		runGreeter("--plugin-host.plugins.greeter.entrypoint=" + this.directory.resolve("Greeter.java"),
				"--plugin-host.plugins.greeter.exec-argv=-XX:TieredStopAtLevel=1,-cp," + kitAndJackson());
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void sdk() throws IOException, InterruptedException {
		requireTool("node");
		extract("Node.js with the SDK", "greeter.mjs");
		Files.createSymbolicLink(this.directory.resolve("node_modules"), nodeModules());
		run((worker) -> {
			Map<String, Object> params = Map.of("key", "greeting", "params", Map.of("name", "Ada"));
			assertThat(greeting(worker.call("getData").params(params).retrieve())).endsWith("number 1.");
			assertThat(greeting(worker.call("getData").params(params).retrieve())).endsWith("number 2.");
		}, "--plugin-host.plugins.greeter.entrypoint=" + this.directory.resolve("greeter.mjs"));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void shell() throws IOException {
		Path script = extract("Shell", "uptime.sh");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		run((worker) -> {
			assertThat(worker.call("uptime").retrieve().path("seconds").asLong(-1)).isNotNegative();
			assertUnknownMethodIsRefused(worker);
		}, "--plugin-host.plugins.greeter.entrypoint=" + script);
	}

	private void runGreeter(String... args) {
		run((worker) -> {
			assertThat(greeting(worker.call("greet").param("name", "Ada").retrieve()))
				.isEqualTo("Hello, Ada! You are guest number 1.");
			assertThat(greeting(worker.call("greet").param("name", "Žofie").retrieve()))
				.isEqualTo("Hello, Žofie! You are guest number 2.");
			assertUnknownMethodIsRefused(worker);
		}, args);
	}

	private static void assertUnknownMethodIsRefused(PluginWorker worker) {
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> worker.call("unheardOf").retrieve())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(-32601));
	}

	private static String greeting(JsonNode result) {
		return result.path("text").asString("");
	}

	/**
	 * Start a worker with an application, use it, and see it end by itself: its drain is
	 * too long for it to be ended by anybody else.
	 */
	private static void run(Use use, String... args) {
		List<String> all = new ArrayList<>(List.of("--plugin-host.startup=blocking",
				"--plugin-host.defaults.initialize-timeout=60s", "--plugin-host.defaults.shutdown.drain=5m",
				"--spring.lifecycle.timeout-per-shutdown-phase=6m", "--spring.main.banner-mode=off"));
		all.addAll(List.of(args));
		PluginWorker worker;
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run(all.toArray(String[]::new))) {
			worker = context.getBean(PluginWorkerManager.class).getWorker("greeter");
			use.use(worker);
			worker.stop().join();
			assertThat(worker.diagnostics().lastExitCode()).isZero();
		}
		assertThat(worker.status()).isEqualTo(WorkerStatus.STOPPED);
	}

	private Path extract(String title, String file) throws IOException {
		Matcher code = Pattern
			.compile("^### " + Pattern.quote(title) + "$.*?^```\\w+\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
			.matcher(document());
		assertThat(code.find()).isTrue();
		return Files.writeString(this.directory.resolve(file), code.group(1));
	}

	private static String document() throws IOException {
		String text = Files.readString(ROOT.resolve("PROTOCOL.md"));
		return text.substring(text.indexOf("\n## Complete workers"));
	}

	/** What the kit says it needs, and no more. */
	private static String kitAndJackson() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((element) -> element
				.endsWith("plugin-host-worker" + File.separator + "target" + File.separator + "classes")
					|| element.contains("jackson-databind") || element.contains("jackson-core")
					|| element.contains("jackson-annotations"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** Those of the sample's worker, which is on the SDK too. */
	private static Path nodeModules() throws IOException, InterruptedException {
		Path greeter = ROOT.resolve("sample-app/workers/greeter");
		if (!Files.isDirectory(greeter.resolve("node_modules/@paperclipai/plugin-sdk"))) {
			Path log = Files.createTempFile("npm-ci", ".log");
			Process npm = new ProcessBuilder("npm", "ci").directory(greeter.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			assertThat(npm.waitFor(3, TimeUnit.MINUTES)).isTrue();
			assertThat(npm.exitValue()).as(Files.readString(log)).isZero();
		}
		return greeter.resolve("node_modules");
	}

	/** Skips where a tool is missing, unless it is required. */
	private static void requireTool(String tool) {
		boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((path) -> Files.isExecutable(Path.of(path, tool)));
		String required = System.getenv().getOrDefault("PLUGIN_HOST_REQUIRE", "");
		if (!found && Arrays.stream(required.split("\\s*,\\s*"))
			.anyMatch((name) -> !name.isEmpty() && tool.startsWith(name))) {
			throw new IllegalStateException(tool + " is required by PLUGIN_HOST_REQUIRE, and not on the PATH");
		}
		Assumptions.assumeTrue(found, tool + " is not on the PATH");
	}

	@FunctionalInterface
	private interface Use {

		void use(PluginWorker worker);

	}

	@EnableAutoConfiguration
	static class Application {

		private final AtomicLong visits = new AtomicLong();

		private final Map<String, JsonNode> state = new ConcurrentHashMap<>();

		@HostHandler("visits.next")
		long nextVisit() {
			return this.visits.incrementAndGet();
		}

		@HostHandler("state.get")
		JsonNode get(String stateKey) {
			return this.state.get(stateKey);
		}

		@HostHandler("state.set")
		void set(String stateKey, JsonNode value) {
			this.state.put(stateKey, value);
		}

	}

}
