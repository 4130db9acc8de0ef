package io.pluginhost.autoconfigure;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A signal to the host and its workers at once, as Ctrl+C in a terminal and a service
 * manager send it, is no crash.
 */
@EnabledOnOs(OS.LINUX)
class HostSignalIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "INT", "TERM" })
	void signalToTheProcessGroupIsNotACrash(String signal) throws Exception {
		File said = this.directory.resolve("said").toFile();
		// SIGINT is ignored when this runs in the background, and the host would inherit
		// that
		List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), SignalledApplication.class.getName(),
				"--plugin-host.startup=blocking"));
		for (String property : MischiefWorker.properties("acme")) {
			command.add("--" + property);
		}
		Process host = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
		try {
			await().atMost(PATIENCE).until(() -> Files.readAllLines(said.toPath()).contains("ready"));
			new ProcessBuilder("kill", "-" + signal, "--", "-" + host.pid()).start().waitFor();
			assertThat(host.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		finally {
			host.destroyForcibly();
		}
		assertThat(Files.readAllLines(said.toPath())).contains("PluginWorkerExitedEvent", "acme STOPPED")
			.doesNotContain("PluginWorkerCrashedEvent")
			.noneMatch((line) -> line.contains(" ERROR "));
	}

}
