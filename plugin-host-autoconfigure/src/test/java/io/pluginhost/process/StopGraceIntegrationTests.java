package io.pluginhost.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.pluginhost.process.tree.Proc;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The grace of a stop is the whole tree's: what a wrapper leaves behind is heard, and has
 * its time.
 */
@EnabledOnOs(OS.LINUX)
class StopGraceIntegrationTests {

	/** A wrapper that ends by SIGTERM, and a worker that takes its time then. */
	private static final String WRAPPED = """
			sh -c 'flush() {
			         i=0; while [ $i -lt 20 ]; do echo "line $i"; echo "note $i" >&2; sleep 0.02; i=$((i+1)); done; exit
			       }
			       trap flush TERM; echo ready; while :; do sleep 0.05; done' &
			wait
			""";

	/** A wrapper that goes when it is told, and a worker that reads on. */
	private static final String HANDED_OVER = """
			exec 3<&0
			read -r go
			(while read -r line; do echo "got $line"; done; echo "end of stdin") <&3 &
			""";

	private final LocalLaunch launch = new LocalLaunch();

	private final Recorder listener = new Recorder();

	@AfterEach
	void close() {
		this.launch.close();
	}

	@Test
	void whatIsLeftAfterSigtermIsHeardToItsEnd() throws IOException {
		// What a wrapper leaves behind at SIGTERM has its time, and all it says is heard
		WorkerProcess process = open(WRAPPED);
		await(() -> this.listener.lines.contains("ready"));
		process.stopping();
		process.terminate();
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIGTERM"));
		assertThat(this.listener.lines).contains("line 0", "line 19");
		assertThat(this.listener.errors).contains("note 0", "note 19");
		assertThat(this.listener.linesBeforeExit).isEqualTo(this.listener.lines.size() + this.listener.errors.size());
		assertThat(this.listener.orphaned).isNotDone();
	}

	@Test
	void whatIsLeftWhileItDrainsReadsOn() throws Exception {
		// The pipes stay open, in both directions, until the last of the tree has ended
		WorkerProcess process = open(HANDED_OVER);
		process.stopping();
		ProcessHandle wrapper = ProcessHandle.of(process.pid()).orElseThrow();
		tell(process, "go");
		await(() -> !wrapper.isAlive());
		tell(process, "on");
		await(() -> this.listener.lines.contains("got on"));
		tell(process, "further");
		await(() -> this.listener.lines.contains("got further"));
		assertThat(this.listener.exitNow()).isNull();
		process.stdin().end();
		assertThat(exit()).isEqualTo(new ProcessExit(0, null));
		assertThat(this.listener.lines).endsWith("end of stdin");
	}

	@Test
	void whatIsLeftWithoutOutputIsToldAndEndsBySigterm() throws IOException {
		// What has nothing to say any more does not hold up a stop
		WorkerProcess process = openReady("sleep 600 </dev/null >/dev/null 2>&1 & echo ready; read -r go");
		process.stopping();
		tell(process, "go");
		assertThatRestIsToldAndEndsBySigterm(process);
	}

	@Test
	void whatIsLeftOfAConfirmedShutdownIsToldThoughItHoldsTheOutputOpen() throws IOException {
		// A helper that a worker leaves behind does not use up the time of a stop,
		// whatever
		// pipes it has inherited
		WorkerProcess process = openReady("sleep 600 & echo ready; read -r go");
		process.stopping();
		process.shutdownConfirmed();
		tell(process, "go");
		assertThatRestIsToldAndEndsBySigterm(process);
	}

	@Test
	void whatIsLeftEndsBySigkill() throws IOException {
		WorkerProcess process = openReady("sh -c 'trap \"\" TERM; echo ready; while :; do sleep 0.05; done' & wait");
		ProcessHandle wrapper = ProcessHandle.of(process.pid()).orElseThrow();
		process.stopping();
		process.terminate();
		await(() -> !wrapper.isAlive());
		assertThat(this.listener.exitNow()).isNull();
		process.kill();
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIGTERM"));
	}

	@Test
	void whatIsLeftAfterACrashEndsAtOnce() throws IOException {
		WorkerProcess process = openReady("sh -c 'trap \"\" TERM; echo ready; exec sleep 600' & wait");
		ProcessHandle left = ProcessHandle.of(process.pid()).orElseThrow().children().findFirst().orElseThrow();
		ProcessHandle.of(process.pid()).orElseThrow().destroy();
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIGTERM"));
		await(() -> !Proc.isAlive(left));
	}

	@Test
	void stdinEndsWithoutWaitingForAFullPipe() throws IOException {
		// Nothing that asks for the end of stdin waits for the pipe
		WorkerProcess process = openReady("echo ready; exec sleep 600");
		process.stdin().offer(new byte[1_000_000]);
		await(() -> process.stdin().progress() >= 8);
		process.stdin().end();
		assertThat(process.stdin().isClosed()).isTrue();
		process.stopping();
		process.terminate();
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIGTERM"));
	}

	private void assertThatRestIsToldAndEndsBySigterm(WorkerProcess process) {
		assertThat(this.listener.orphaned).succeedsWithin(Scenario.PATIENCE);
		assertThat(this.listener.exitNow()).isNull();
		process.terminate();
		assertThat(exit()).isEqualTo(new ProcessExit(0, null));
	}

	private WorkerProcess open(String script) throws IOException {
		WorkerProcess process = this.launch.sh(script);
		process.open(this.listener);
		return process;
	}

	/**
	 * Open a process that writes {@code ready}, and wait until it has.
	 */
	private WorkerProcess openReady(String script) throws IOException {
		WorkerProcess process = open(script);
		await(() -> this.listener.lines.contains("ready"));
		return process;
	}

	private static void tell(WorkerProcess process, String line) {
		assertThat(process.stdin().offer((line + "\n").getBytes(StandardCharsets.UTF_8))).isTrue();
	}

	private ProcessExit exit() {
		return this.listener.exit.orTimeout(Scenario.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Scenario.PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
	}

	private static final class Recorder extends RecordingProcessListener {

		final CompletableFuture<Void> orphaned = new CompletableFuture<>();

		@Override
		public void orphaned() {
			this.orphaned.complete(null);
		}

	}

}
