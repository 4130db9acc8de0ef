package io.pluginhost.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with DevTools, whose code is compiled anew while it runs: it is
 * restarted within its JVM, with other classes of the same names.
 *
 * @see "docs/decisions/build.md"
 */
@Tag("slow")
class DevToolsRestartIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Path DEVTOOLS = Path.of("target/devtools/spring-boot-devtools.jar");

	/** Touched once all classes are written. */
	private static final String TRIGGER = ".trigger";

	private static final String APPLICATION = "restarted.RestartedApplication";

	@TempDir
	private Path directory;

	/**
	 * In a project of many modules the library's own classes may be restarted too.
	 */
	@ParameterizedTest
	@CsvSource({ "/target/(test-)?classes/, AppClassLoader", "/never/, RestartClassLoader" })
	void theWorkerIsReplacedAndOnlyNewCodeIsCalled(String notRestarted, String loaderOfLibrary) throws Exception {
		assertThat(DEVTOOLS).as("run 'mvn generate-test-resources' once").exists();
		Files.createDirectories(classes().resolve("META-INF"));
		Files.writeString(classes().resolve("META-INF/spring-devtools.properties"),
				"restart.exclude.host=" + notRestarted);
		compile("v1");
		File said = this.directory.resolve("said").toFile();
		Process application = start(said);
		try {
			String saw = assertWorks(said, "v1", loaderOfLibrary);
			for (String version : List.of("v2", "v3", "v4")) {
				long earlier = worker(saw);
				compile(version);
				saw = assertWorks(said, version, loaderOfLibrary);
				assertThat(ProcessHandle.of(earlier)).isEmpty();
				assertThat(workers(application)).containsExactly(worker(saw));
			}
			// DevTools itself keeps the first, and the last for a while
			assertThat(saw).matches(".* versions=\\w+,gone,\\w+,kept");
		}
		finally {
			application.destroy();
		}
		assertThat(application.onExit()).succeedsWithin(PATIENCE);
		assertThat(Files.readAllLines(said.toPath())).noneMatch((line) -> line.contains(" ERROR "))
			.noneMatch((line) -> line.contains("Exception"));
	}

	private static String assertWorks(File said, String version, String loaderOfLibrary) {
		String saw = awaitSaw(said.toPath(), version);
		assertThat(saw).contains(" %1$s %1$s [Part[number=1]] k-%1$s ready=1 OPEN RestartClassLoader library=%2$s "
			.formatted(version, loaderOfLibrary));
		return saw;
	}

	private Process start(File said) throws IOException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				// What is reachable softly counts as unreachable
				"-XX:TieredStopAtLevel=1", "-XX:SoftRefLRUPolicyMSPerMB=0", "-cp",
				String.join(File.pathSeparator, classes().toString(), DEVTOOLS.toAbsolutePath().toString(),
						System.getProperty("java.class.path")),
				APPLICATION, "--spring.main.web-application-type=none", "--spring.main.keep-alive=true",
				"--spring.main.banner-mode=off", "--spring.devtools.restart.poll-interval=200ms",
				"--spring.devtools.restart.quiet-period=100ms", "--spring.devtools.restart.trigger-file=" + TRIGGER,
				"--plugin-host.startup=blocking",
				// Has a thread that lives as long as the JVM and references its first
				// caller
				"--management.prometheus.metrics.export.enabled=false"));
		for (String property : MischiefWorker.properties("acme")) {
			command.add("--" + property);
		}
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
	}

	private void compile(String version) throws IOException {
		Path source = this.directory.resolve("RestartedApplication.java");
		try (var template = getClass().getResourceAsStream("/devtools/RestartedApplication.java")) {
			assertThat(template).isNotNull();
			Files.writeString(source,
					new String(template.readAllBytes()).replace("VERSION = \"one\"", "VERSION = \"" + version + "\""));
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		assertThat(compiler.run(null, null, null, "-parameters", "-proc:none", "-nowarn", "-cp",
				System.getProperty("java.class.path"), "-d", classes().toString(), source.toString()))
			.isZero();
		Files.writeString(classes().resolve(TRIGGER), version);
	}

	private Path classes() {
		return this.directory.resolve("classes");
	}

	private static String awaitSaw(Path said, String version) {
		return await().atMost(PATIENCE)
			.until(() -> Files.readAllLines(said)
				.stream()
				.filter((line) -> line.contains("SAW " + version + ' '))
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	private static long worker(String saw) {
		return Long.parseLong(saw.replaceAll(".*pid=(\\d+).*", "$1"));
	}

	private static List<Long> workers(Process application) {
		return application.descendants()
			.filter((process) -> process.info()
				.arguments()
				.map(List::of)
				.orElse(List.of())
				.contains(MischiefWorker.class.getName()))
			.map(ProcessHandle::pid)
			.toList();
	}

}
