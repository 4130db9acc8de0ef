package io.pluginhost.process.tree;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
class ProcessReaperIntegrationTests {

	@Test
	void killWhenProcessIsMissedByTheFirstLookEndsItAfterTheSecond() throws Exception {
		// A process shows no mark in the moment it becomes another program
		Process process = new ProcessBuilder("sleep", "600").start();
		Iterator<List<ProcessHandle>> looks = List.of(List.<ProcessHandle>of(), List.of(process.toHandle())).iterator();
		try (ProcessReaper reaper = new ProcessReaper()) {
			assertThat(reaper.kill("a test", (census) -> looks.hasNext() ? looks.next() : List.of(), 2)
				.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
	}

}
