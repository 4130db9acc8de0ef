package io.pluginhost.process.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.process.LocalProcessLauncher;
import io.pluginhost.process.Offspring;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.Scenario;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.testing.LiveProcesses;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * No process of a worker outlives its worker, while the host lives.
 */
@EnabledOnOs(OS.LINUX)
class NothingLeftOverIntegrationTests {

	private final Scenario scenario = new Scenario();

	private final LocalProcessLauncher launcher = Scenario.launcher();

	@AfterEach
	void end() {
		this.launcher.close();
		this.scenario.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "CHILDREN", "OWN_SESSION" })
	void terminateReachesWholeTree(Offspring offspring) throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario.script("tree", offspring.script));
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		this.scenario.awaitProcesses(offspring.processes);
		process.terminate();
		assertThat(recorder.awaitExit().signal()).isEqualTo("SIGTERM");
		this.scenario.awaitProcesses(0);
	}

	@Test
	void terminateLeavesTimeToEnd() throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario.script("polite",
				"trap 'echo ending; sleep 0.5; echo ended; exit 3' TERM; echo up; while :; do sleep 0.05; done"));
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		await().atMost(Scenario.PATIENCE).until(() -> recorder.lines.contains("up"));
		process.terminate();
		assertThat(recorder.awaitExit()).isEqualTo(new ProcessExit(3, null));
		assertThat(recorder.lines).containsSubsequence("ending", "ended");
	}

	@Test
	void terminateReachesEachProcessOnce() throws IOException {
		WorkerProcess process = this.launcher
			.launch(this.scenario.script("once", "n=0; trap 'n=$((n+1)); echo term' TERM; echo up; i=0; "
					+ "while [ $i -lt 40 ]; do sleep 0.05; i=$((i+1)); done; exit $n"));
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		await().atMost(Scenario.PATIENCE).until(() -> recorder.lines.contains("up"));
		process.terminate();
		assertThat(recorder.awaitExit()).isEqualTo(new ProcessExit(1, null));
	}

	@ParameterizedTest
	@EnumSource
	void killReachesWholeTree(Offspring offspring) throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario.script("tree", "trap '' TERM; " + offspring.script));
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		this.scenario.awaitProcesses(offspring.processes);
		process.kill();
		assertThat(recorder.awaitExit().signal()).isEqualTo("SIGKILL");
		this.scenario.awaitProcesses(0);
	}

	@ParameterizedTest
	@EnumSource
	void leftoversEndWhenProcessIsKilled(Offspring offspring) throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario.script("killed", offspring.script));
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		this.scenario.awaitProcesses(offspring.processes);
		Scenario.signal("KILL", process.pid());
		assertThat(recorder.awaitExit().signal()).isEqualTo("SIGKILL");
		this.scenario.awaitProcesses(0);
	}

	@Test
	void leftoversEndWhenProcessEndsByItself() throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario.script("ended",
				"setsid sh -c 'trap \"\" TERM; sleep 600 & sleep 600' </dev/null >/dev/null 2>&1 & read end"));
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		this.scenario.awaitProcesses(4);
		process.stdin().offer("end\n".getBytes(StandardCharsets.US_ASCII));
		assertThat(recorder.awaitExit()).isEqualTo(new ProcessExit(0, null));
		this.scenario.awaitProcesses(0);
	}

	/**
	 * A process that throws its environment away is found as long as its parents live.
	 */
	@Test
	void killReachesDescendantsWithoutMark(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("pid");
		WorkerProcess process = this.launcher.launch(this.scenario.script("wiped",
				"env -i sh -c 'echo $$ > %1$s.new; mv %1$s.new %1$s; sleep 600; true' & wait".formatted(file)));
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		await().atMost(Scenario.PATIENCE).until(() -> Files.exists(file));
		long wiped = Long.parseLong(Files.readString(file).trim());
		assertThat(ProcessHandle.of(wiped)).isPresent();
		process.kill();
		recorder.awaitExit();
		await().atMost(Scenario.PATIENCE).until(() -> ProcessHandle.of(wiped).isEmpty());
	}

	@Test
	@RequiresTool("python3")
	void killReachesWorkerBehindPythonLauncher() throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario
			.worker("python", "python3", "-c",
					"import subprocess; subprocess.run(['sleep', '600'], start_new_session=True, close_fds=True)")
			.build());
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		this.scenario.awaitProcesses(2);
		process.kill();
		recorder.awaitExit();
		this.scenario.awaitProcesses(0);
	}

	/**
	 * The end of one incarnation does not touch the next one of the same plugin.
	 */
	@Test
	void otherIncarnationIsSpared() throws IOException {
		WorkerProcess first = this.launcher.launch(this.scenario.script("twice", Offspring.OWN_SESSION.script));
		Scenario.Recorder recorder = Scenario.Recorder.of(first);
		WorkerProcess second = this.launcher.launch(this.scenario.script("twice", Offspring.OWN_SESSION.script));
		Scenario.Recorder.of(second);
		this.scenario.awaitProcesses(10);
		first.kill();
		recorder.awaitExit();
		this.scenario.awaitProcesses(5);
		await().during(300, TimeUnit.MILLISECONDS).until(() -> this.scenario.processes().size() == 5);
		assertThat(this.scenario.processes()).contains(second.pid());
	}

	/**
	 * A JVM may hold several hosts; one's end is not the other's.
	 */
	@Test
	void otherHostInSameJvmIsSpared() throws IOException {
		try (LocalProcessLauncher other = Scenario.launcher()) {
			WorkerProcess spared = other.launch(this.scenario.script("same", Offspring.OWN_SESSION.script));
			Scenario.Recorder.of(spared);
			Scenario.Recorder.of(this.launcher.launch(this.scenario.script("same", Offspring.OWN_SESSION.script)));
			this.scenario.awaitProcesses(10);
			this.launcher.close();
			this.scenario.awaitProcesses(5);
			await().during(500, TimeUnit.MILLISECONDS).until(() -> this.scenario.processes().size() == 5);
			assertThat(this.scenario.processes()).contains(spared.pid());
		}
		assertThat(this.scenario.processes()).isEmpty();
	}

	@Test
	void closeEndsWhatIsLeftAndStartsNothing() throws IOException {
		this.launcher.launch(this.scenario.script("left", Offspring.ORPHANS.script));
		this.scenario.awaitProcesses(4);
		this.launcher.close();
		assertThat(this.scenario.processes()).isEmpty();
		assertThatIOException().isThrownBy(() -> this.launcher.launch(this.scenario.script("late", "exec sleep 600")))
			.withMessageContaining("closed");
	}

	@Test
	void closeBeforeFirstStartDoesNothing() {
		try (LocalProcessLauncher unused = Scenario.launcher()) {
			assertThat(LiveProcesses.with(OwnerMark.VARIABLE + '=' + OwnerMark.ofThisHost())).isEmpty();
		}
	}

	@Test
	void environmentIsMadeOfNothingButWhatWorkersMayHave() throws IOException {
		Map<String, String> host = Map.of("PATH", System.getenv("PATH"), "SECRET", "s3cret", OwnerMark.VARIABLE,
				"another");
		try (LocalProcessLauncher bare = Scenario.launcher(host)) {
			WorkerProcess process = bare.launch(this.scenario.worker("acme.env", "/usr/bin/env")
				.inheritEnv("PLUGIN_HOST_*")
				.env(OwnerMark.VARIABLE, "forged")
				.build());
			List<String> lines = Scenario.Recorder.of(process).awaitLines();
			assertThat(lines).extracting((line) -> line.substring(0, line.indexOf('=')))
				.containsExactlyInAnyOrder("PATH", "TZ", "NODE_ENV", "PLUGIN_ID", "PAPERCLIP_PLUGIN_ID",
						"PLUGIN_HOST_OWNER", Scenario.TAG);
			assertThat(lines).anyMatch((line) -> line.startsWith("PLUGIN_HOST_OWNER=" + OwnerMark.ofThisHost() + ":"))
				.noneMatch((line) -> line.contains("forged") || line.contains("another"));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@RequiresTool("setpriv")
	void processGainsNoPrivilegesUnlessAllowed(boolean noNewPrivileges) throws IOException {
		WorkerProcess process = this.launcher.launch(
				this.scenario.worker("nnp", "/bin/cat", "/proc/self/status").noNewPrivileges(noNewPrivileges).build());
		assertThat(Scenario.Recorder.of(process).awaitLines()).contains("NoNewPrivs:\t" + (noNewPrivileges ? 1 : 0));
	}

	/**
	 * The parent-death signal: a process does not outlive the thread that has started it.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@RequiresTool("setpriv")
	void processEndsWithThreadThatStartedIt(boolean noNewPrivileges) throws Exception {
		var thread = Executors.newSingleThreadExecutor();
		WorkerProcess process = thread
			.submit(() -> this.launcher
				.launch(this.scenario.worker("thread", "sleep", "600").noNewPrivileges(noNewPrivileges).build()))
			.get();
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		await().atMost(Scenario.PATIENCE).until(() -> Scenario.read(process.pid(), "comm").equals("sleep\n"));
		thread.shutdown();
		assertThat(recorder.awaitExit().signal()).isEqualTo("SIGKILL");
	}

	@Test
	@RequiresTool("prlimit")
	void commandPrefixAppliesAndProcessKeepsItsId() throws IOException {
		WorkerProcess process = this.launcher.launch(
				this.scenario.worker("prefix", "/bin/sh", "-c", "ulimit -n; echo $$; grep NoNewPrivs /proc/self/status")
					.commandPrefix("prlimit", "--nofile=256")
					.build());
		assertThat(Scenario.Recorder.of(process).awaitLines()).containsExactly("256", Long.toString(process.pid()),
				"NoNewPrivs:\t1");
	}

	@Test
	@RequiresTool("bwrap")
	void killReachesWorkerInSandbox() throws IOException {
		WorkerProcess process = this.launcher
			.launch(this.scenario.worker("sandbox", "/bin/sh", "-c", Offspring.OWN_SESSION.script)
				.commandPrefix("bwrap", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--unshare-pid")
				.build());
		Scenario.Recorder recorder = Scenario.Recorder.of(process);
		// bwrap itself stands outside and, as the first process, inside
		this.scenario.awaitProcesses(7);
		process.kill();
		recorder.awaitExit();
		this.scenario.awaitProcesses(0);
	}

}
