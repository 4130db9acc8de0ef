package io.pluginhost.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host whose heap is smaller than what a worker may write on one line.
 */
@RequiresTool("python")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SmallHeapIntegrationTests {

	@Test
	void aLineThatTheHeapHasNoRoomForFailsItsCallAndReadingGoesOn() throws Exception {
		// Out of heap while reading a line: its call fails at once, and the next one is
		// answered
		Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				SmallHeapHost.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			List<String> lines = new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> line.startsWith("> "))
				.toList();
			assertThat(lines).hasSize(4);
			assertThat(lines.get(0)).contains("more than the memory of the host has room for");
			assertThat(lines.get(1)).isEqualTo("> {\"n\":1}");
			assertThat(lines.get(2)).contains("more than the memory of the host has room for");
			assertThat(lines.get(3)).isEqualTo("> RUNNING 1");
		}
		finally {
			host.destroyForcibly();
		}
	}

}
