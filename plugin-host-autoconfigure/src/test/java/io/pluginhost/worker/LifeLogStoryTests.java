package io.pluginhost.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

import io.pluginhost.PluginWorker;
import io.pluginhost.testing.HandTurnedTime;
import io.pluginhost.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators read of a worker's life in the log of the host.
 */
class LifeLogStoryTests {

	private final WorkerStage stage = new WorkerStage();

	@Test
	void aCrashIsOneErrorThatSaysEverythingAndARecoveryOneInfo() {
		List<ILoggingEvent> events = logged(() -> {
			this.stage.running((definition) -> definition.restartJitter(0));
			this.stage.advance(Duration.ofMillis(7069));
			this.stage.worker().process.writeError("out of luck");
			this.stage.worker().process.exit(7);
			this.stage.turn();
			this.stage.advance(Duration.ofSeconds(1));
		});
		assertThat(events).hasSize(3);
		ILoggingEvent crash = events.get(1);
		assertThat(crash.getLevel()).isEqualTo(Level.ERROR);
		assertThat(crash.getFormattedMessage()).isEqualTo("Plugin 'acme.linear' exited unexpectedly with code 7 after "
				+ "running for 7.069s (crash 1 in a row, 1 in all); next start in 1s, at "
				+ HandTurnedTime.BEGINNING.plusMillis(8069)
				+ " (see restart.initial-delay and restart.max-delay)\nWorker stderr:\n  | out of luck");
		assertThat(crash.getKeyValuePairs()).extracting(KeyValuePair::toString)
			.containsExactlyInAnyOrder("plugin.id=\"acme.linear\"", "plugin.crash.reason=\"exit\"");
		ILoggingEvent recovery = events.get(2);
		assertThat(recovery.getLevel()).isEqualTo(Level.INFO);
		assertThat(recovery.getFormattedMessage()).startsWith("Plugin 'acme.linear' is running again (pid ")
			.endsWith(", generation 2)");
		assertThat(recovery.getKeyValuePairs()).extracting((pair) -> pair.key)
			.containsExactlyInAnyOrder("plugin.id", "plugin.pid");
	}

	@Test
	void theFirstStartIsNoRecovery() {
		List<ILoggingEvent> events = logged(this.stage::running);
		assertThat(events).singleElement()
			.satisfies((event) -> assertThat(event.getLevel()).isEqualTo(Level.INFO))
			.satisfies((event) -> assertThat(event.getFormattedMessage())
				.startsWith("Plugin 'acme.linear' is running (pid "));
	}

	@Test
	void lastWordsCannotPassForLinesOfTheHost() {
		List<ILoggingEvent> events = logged(() -> {
			this.stage.running();
			this.stage.worker().process.writeError("one");
			this.stage.worker().process.writeError("2026-01-01 ERROR Plugin 'other' is gone\u001b[2J");
			this.stage.worker().process.exit(7);
			this.stage.turn();
		});
		assertThat(events.get(1).getFormattedMessage().lines().skip(1)).containsExactly("Worker stderr:", "  | one",
				"  | 2026-01-01 ERROR Plugin 'other' is gone\\u001b[2J");
	}

	@Test
	void aFailedStartTellsNoSecretOfTheCommandLine() {
		// Whatever quotes a command line on the way to a log, an event or a caller,
		// quotes no secret
		this.stage.launcher.fail(new IOException("Cannot run [worker, --token, s3cret, known-secret, -x=args-secret]"));
		PluginWorker plugin = this.stage
			.plugin((definition) -> definition.env(Map.of("API_KEY", "known-secret")).args("--token", "args-secret"));
		List<Throwable> failures = new ArrayList<>();
		List<ILoggingEvent> events = logged(() -> {
			CompletableFuture<Void> start = plugin.start();
			this.stage.turn();
			failures.add(WorkerStage.failure(start));
			failures.add(WorkerStage.failure(this.stage.send(plugin.call("greet"))));
		});
		assertThat(events.get(0).getFormattedMessage())
			.contains("could not be started: Cannot run [worker, --token, ******, ******, -x=******]");
		assertThat(failures).allSatisfy((failure) -> assertThat(failure).hasStackTraceContaining("******"));
		assertThat(events + " " + failures + this.stage.news.events).doesNotContain("s3cret", "known-secret",
				"args-secret");
		assertThat(failures.get(0).getCause()).hasMessage("Cannot run [worker, --token, ******, ******, -x=******]");
	}

	private List<ILoggingEvent> logged(Runnable story) {
		try (LoggedLines lines = LoggedLines.ofLogger("io.pluginhost.worker", (event) -> {
		})) {
			lines.setLevel(Level.INFO);
			story.run();
			this.stage.turn();
			return List.copyOf(lines.events);
		}
	}

}
