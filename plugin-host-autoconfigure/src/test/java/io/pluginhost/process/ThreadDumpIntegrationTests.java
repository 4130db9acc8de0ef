package io.pluginhost.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who is asked for a dump of its threads, and who would not survive it.
 */
@DisabledOnOs(OS.WINDOWS)
class ThreadDumpIntegrationTests {

	private final Scenario scenario = new Scenario();

	private final LocalProcessLauncher launcher = Scenario.launcher();

	@AfterEach
	void end() {
		this.launcher.close();
		this.scenario.close();
	}

	@Test
	void jvmShowsItsThreadsAndLivesOn() throws IOException {
		showsItsThreads(MischiefWorker.command());
	}

	@Test
	void jvmBehindAShellShowsItsThreads() throws IOException {
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sh"));
		command.addAll(MischiefWorker.command());
		showsItsThreads(command);
	}

	@Test
	void anyOtherProcessIsLeftAlone() throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario.script("shell", "echo up; read line"));
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		await().atMost(Scenario.PATIENCE).until(() -> recorder.lines.contains("up"));
		assertThat(process.dumpThreads()).succeedsWithin(Scenario.PATIENCE).isEqualTo(false);
		process.stdin().offer("end\n".getBytes(StandardCharsets.US_ASCII));
		assertThat(recorder.awaitExit()).isEqualTo(new ProcessExit(0, null));
	}

	private void showsItsThreads(List<String> command) throws IOException {
		WorkerProcess process = this.launcher
			.launch(this.scenario.worker("jvm", command.toArray(String[]::new)).build());
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		call(process, 1, "initialize");
		// Before it is up, a JVM ends by the signal
		await().atMost(Scenario.PATIENCE).until(() -> !recorder.lines.isEmpty());
		assertThat(process.dumpThreads()).succeedsWithin(Scenario.PATIENCE).isEqualTo(true);
		await().atMost(Scenario.PATIENCE)
			.until(() -> recorder.lines.stream().anyMatch((line) -> line.startsWith("Full thread dump")));
		call(process, 2, "shutdown");
		assertThat(recorder.awaitExit()).isEqualTo(new ProcessExit(0, null));
	}

	private static void call(WorkerProcess process, int id, String method) {
		String message = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":{}}\n".formatted(id, method);
		assertThat(process.stdin().offer(message.getBytes(StandardCharsets.UTF_8))).isTrue();
	}

}
