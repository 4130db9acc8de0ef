package io.pluginhost.process.tree;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.pluginhost.process.Scenario;
import io.pluginhost.process.command.SearchPath;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * What the watchdog ends, and what it does not; how it lives and dies.
 */
@EnabledOnOs(OS.LINUX)
class WatchdogIntegrationTests {

	private static final String PATH = System.getenv("PATH");

	/** Of a host that never was, so that nothing else can bear it. */
	private final OwnerMark owner = new OwnerMark("boot", "namespace", Integer.MAX_VALUE, UUID.randomUUID().toString());

	private final Scenario scenario = new Scenario();

	@AfterEach
	void end() {
		this.scenario.close();
	}

	static Stream<List<String>> shells() {
		return Stream.of(List.of("/bin/sh"), List.of("bash", "--posix"), List.of("busybox", "sh"))
			.filter((shell) -> shell.get(0).startsWith("/")
					|| new SearchPath(PATH, false).locate(shell.get(0)).isPresent());
	}

	@ParameterizedTest
	@MethodSource("shells")
	void pipeEndsWithoutFarewellThenBearersAreEnded(List<String> shell) throws Exception {
		String mark = OwnerMark.VARIABLE + '=' + this.owner;
		plant(mark);
		plant(mark + ":worker.1");
		Process longer = plant(mark + '0');
		Process inside = plant("OTHER=" + mark);
		Process none = plant("OTHER=1");
		this.scenario.awaitProcesses(5);
		Process watchdog = Watchdog.command(shell, PATH, this.owner).start();
		assertThat(watchdog.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
		assertThat(this.scenario.processes()).hasSize(5);
		watchdog.getOutputStream().close();
		assertThat(watchdog.waitFor(Scenario.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.scenario.processes()).containsExactlyInAnyOrder(longer.pid(), inside.pid(), none.pid());
	}

	@Test
	@RequiresTool("setpriv")
	void otherUsersProcessesAreSpared() throws Exception {
		assumeThat(Proc.realUid(ProcessHandle.current().pid())).isZero();
		ProcessBuilder builder = new ProcessBuilder("setpriv", "--reuid", "65534", "--clear-groups", "sleep", "600");
		builder.environment().put(Scenario.TAG, this.scenario.tag());
		builder.environment().put(OwnerMark.VARIABLE, this.owner.toString());
		Process foreign = builder.start();
		await().atMost(Scenario.PATIENCE).until(() -> Long.valueOf(65534).equals(Proc.realUid(foreign.pid())));
		Process watchdog = Watchdog.command(List.of("/bin/sh"), PATH, this.owner).start();
		watchdog.getOutputStream().close();
		assertThat(watchdog.waitFor(Scenario.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(foreign.isAlive()).isTrue();
	}

	@Test
	void farewellEndsWatchdogAndNobodyElse() throws IOException {
		Process bearer = plant(OwnerMark.VARIABLE + '=' + this.owner);
		Watchdog watchdog = new Watchdog(this.owner, PATH);
		watchdog.ensureRunning();
		assertThat(Scenario.watchdogsOf(this.owner.hostPid())).hasSize(1);
		watchdog.dismiss();
		assertThat(Scenario.watchdogsOf(this.owner.hostPid())).isEmpty();
		assertThat(bearer.isAlive()).isTrue();
	}

	@Test
	void watchdogHasSessionOfItsOwnAndNoMark() {
		Watchdog watchdog = new Watchdog(this.owner, PATH);
		watchdog.ensureRunning();
		long pid = Scenario.watchdogsOf(this.owner.hostPid()).get(0);
		await().atMost(Scenario.PATIENCE).until(() -> session(pid) == pid);
		assertThat(Scenario.read(pid, "environ").split("\0")).extracting((entry) -> entry.split("=", 2)[0])
			.contains("PATH", "WATCHDOG")
			.noneMatch((name) -> name.startsWith("PLUGIN_HOST"));
		watchdog.dismiss();
	}

	@Test
	void watchdogIsDeafToSignalsAndComesBackWhenKilled() {
		Watchdog watchdog = new Watchdog(this.owner, PATH);
		watchdog.ensureRunning();
		long pid = Scenario.watchdogsOf(this.owner.hostPid()).get(0);
		await().atMost(Scenario.PATIENCE).until(() -> ignores(pid, 15));
		for (String signal : List.of("TERM", "INT", "HUP", "QUIT")) {
			Scenario.signal(signal, pid);
		}
		watchdog.ensureRunning();
		assertThat(Scenario.watchdogsOf(this.owner.hostPid())).containsExactly(pid);
		Scenario.signal("KILL", pid);
		await().atMost(Scenario.PATIENCE).until(() -> Scenario.watchdogsOf(this.owner.hostPid()).isEmpty());
		await().atMost(Scenario.PATIENCE).untilAsserted(() -> {
			watchdog.ensureRunning();
			assertThat(Scenario.watchdogsOf(this.owner.hostPid())).hasSize(1).doesNotContain(pid);
		});
		watchdog.dismiss();
	}

	private Process plant(String variable) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sleep", "600");
		builder.environment().put(Scenario.TAG, this.scenario.tag());
		int equals = variable.indexOf('=');
		builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
		return builder.start();
	}

	private static boolean ignores(long pid, int signal) {
		return Scenario.read(pid, "status")
			.lines()
			.filter((line) -> line.startsWith("SigIgn:"))
			.anyMatch((line) -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 1L << signal - 1) != 0);
	}

	private static long session(long pid) {
		String stat = Scenario.read(pid, "stat");
		return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
	}

}
