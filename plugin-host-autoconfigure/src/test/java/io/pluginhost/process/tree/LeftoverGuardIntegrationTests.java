package io.pluginhost.process.tree;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a plugin's start waits for.
 */
@EnabledOnOs(OS.LINUX)
class LeftoverGuardIntegrationTests {

	/**
	 * So that it meets no port or lock of theirs.
	 */
	@Test
	void nextStartWaitsForLeftovers() throws IOException {
		try (LeftoverGuard guard = new LeftoverGuard(System.getenv("PATH"))) {
			String worker = guard.prepare("again");
			Process process = new ProcessBuilder("sleep", "600").start();
			guard.endLeftovers(guard.adopt(process, "again", worker));
			guard.prepare("again");
			assertThat(process.toHandle().isAlive()).isFalse();
		}
	}

	@Test
	void childOfAStartThatHasFailedIsEnded() throws IOException {
		// A child that lives though the JDK could not start it is known by its mark alone
		try (LeftoverGuard guard = new LeftoverGuard(System.getenv("PATH"))) {
			ProcessBuilder builder = new ProcessBuilder("sleep", "600");
			String worker = guard.prepare("lost");
			guard.mark(builder.environment(), worker);
			Process lost = builder.start();
			String other = guard.prepare("lost");
			guard.endLost("lost", other);
			guard.prepare("lost");
			assertThat(lost.isAlive()).isTrue();
			guard.endLost("lost", worker);
			guard.prepare("lost");
			assertThat(lost.isAlive()).isFalse();
		}
	}

}
