package io.pluginhost.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A host that is process 1, as in a container whose entrypoint is {@code java}.
 */
@EnabledOnOs(OS.LINUX)
@RequiresTool("unshare")
class FirstProcessIntegrationTests {

	@Test
	void whatIsDeadIsNotWaitedForThoughNobodyReapsIt() throws Exception {
		// Zombies are dead: a host that nobody reaps orphans for stops its workers at
		// once,
		// starts them again, and complains of nothing
		assumeThat(run(namespace("true"))).as("may make a process namespace").isZero();
		List<String> command = namespace(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), FirstProcess.class.getName(),
				"3");
		Process host = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			String output = new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(host.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(output).startsWith("pid 1\n")
				.doesNotContain("survive")
				.doesNotContain("WARN")
				.containsPattern("(?s)stopped\n.*stopped\n.*stopped\n")
				.containsPattern("zombies [3-9]")
				.contains("closed");
			assertThat(host.exitValue()).isZero();
		}
		finally {
			host.destroyForcibly();
		}
	}

	private static List<String> namespace(String... command) throws IOException {
		List<String> whole = new ArrayList<>(List.of("unshare"));
		Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
		if (!uid.equals(0)) {
			whole.addAll(List.of("--user", "--map-root-user"));
		}
		whole.addAll(List.of("--pid", "--fork", "--kill-child", "--mount-proc"));
		whole.addAll(List.of(command));
		return whole;
	}

	private static int run(List<String> command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor();
	}

}
