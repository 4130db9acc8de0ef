package io.pluginhost.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.concurrent.NoThreadException;
import io.pluginhost.process.command.ClasspathEntrypoints;
import io.pluginhost.process.command.CommandResolver;
import io.pluginhost.process.command.Runtimes;
import io.pluginhost.testing.ScarceThreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Real processes of a host that cannot start one thread or another.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ScarceThreadsIntegrationTests {

	private final Scenario scenario = new Scenario();

	private final ScarceThreads scarce = new ScarceThreads();

	private final LocalProcessLauncher launcher = launcher();

	private LocalProcessLauncher launcher() {
		CommandResolver commands = new CommandResolver(Runtimes.DEFAULT, System.getenv("PATH"), Path.of(""),
				new ClasspathEntrypoints(getClass().getClassLoader(), Path.of(System.getProperty("java.io.tmpdir"))));
		return new LocalProcessLauncher(commands, Map.of("PATH", System.getenv("PATH")),
				(name, work) -> this.scarce.factory(name).newThread(work));
	}

	@AfterEach
	void end() {
		this.scarce.replenish();
		this.launcher.close();
		this.scenario.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plugin-host-reaper", "plugin-host-exits", "plugin-a-stdout" })
	void processIsNotStartedBeforeItsThreadsAreThere(String missing) throws IOException {
		// What a process needs is there before it is; a start without it fails and can be
		// made again
		this.scarce.exhaust(missing);
		assertThatExceptionOfType(NoThreadException.class)
			.isThrownBy(() -> this.launcher.launch(this.scenario.script("a", "exec sleep 600")))
			.withMessage(NoThreadException.MESSAGE);
		assertThat(this.scenario.processes()).isEmpty();
		this.scarce.replenish();
		WorkerProcess process = this.launcher.launch(this.scenario.script("a", "echo there"));
		assertThat(attend(process).awaitLines()).contains("there");
	}

	@Test
	void exitIsToldWithoutANewThreadWhileAChildKeepsThePipesOpen() throws IOException {
		// An exit is seen by a thread that is there already
		WorkerProcess process = this.launcher
			.launch(this.scenario.script("a", "sleep 600 & echo there; while read -r line; do exit 3; done"));
		Scenario.Recorder recorder = attend(process);
		await().atMost(Scenario.PATIENCE).until(() -> recorder.lines.contains("there"));
		process.stdin().offer("end\n".getBytes());
		this.scarce.exhaust();
		assertThat(recorder.awaitExit().code()).isEqualTo(3);
		this.scenario.awaitProcesses(0);
	}

	@Test
	void signalsAreSentWithoutANewThread() throws IOException {
		// SIGTERM and SIGKILL reach a process however long ago the last signal was sent
		WorkerProcess process = this.launcher
			.launch(this.scenario.script("a", "trap 'echo asked' TERM; echo there; while :; do sleep 0.1; done"));
		Scenario.Recorder recorder = attend(process);
		await().atMost(Scenario.PATIENCE).until(() -> recorder.lines.contains("there"));
		this.scarce.exhaust();
		process.terminate();
		await().atMost(Scenario.PATIENCE).until(() -> recorder.lines.contains("asked"));
		process.kill();
		assertThat(recorder.awaitExit().signal()).isEqualTo("SIGKILL");
		await().atMost(Scenario.PATIENCE).until(() -> !process.isKillUnderway());
	}

	@Test
	void linesWaitWhileNoWriterCanBeStartedAndAreWrittenOnceOneCan() throws IOException {
		// A message that needs a writer is not lost, and waits for no other message
		WorkerProcess process = this.launcher.launch(this.scenario.script("a", "read -r line; echo \"${#line}\""));
		Scenario.Recorder recorder = attend(process);
		this.scarce.exhaust("plugin-a-stdin");
		process.stdin().offer(("x".repeat(20_000) + "\n").getBytes());
		await().atMost(Scenario.PATIENCE).until(() -> this.scarce.refused() > 1);
		assertThat(recorder.lines).isEmpty();
		this.scarce.replenish();
		await().atMost(Scenario.PATIENCE).until(() -> recorder.lines.contains("20000"));
	}

	private static Scenario.Recorder attend(WorkerProcess process) {
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		Thread company = new Thread(process::attend);
		company.setDaemon(true);
		company.start();
		return recorder;
	}

}
