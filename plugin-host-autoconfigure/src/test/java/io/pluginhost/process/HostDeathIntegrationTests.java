package io.pluginhost.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pluginhost.process.command.SearchPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * No process of a worker outlives its host, whatever the host dies of.
 */
@EnabledOnOs(OS.LINUX)
@Tag("slow")
class HostDeathIntegrationTests {

	/** The worker itself; two processes in a session of their own beside it. */
	private static final String PLAIN = "setsid sh -c 'sleep 600; sleep 600' </dev/null >/dev/null 2>&1 & exec \"$@\"";

	/** Three, and two whose parent is gone and who hold on to the worker's pipes. */
	private static final String WRAPPED = "(setsid sh -c 'sleep 600; sleep 600' &); \"$@\"; true";

	private static final String PYTHON = "exec python3 -c 'import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:], start_new_session=True))' \"$@\"";

	private final Scenario scenario = new Scenario();

	private final Scenario other = new Scenario();

	@AfterEach
	void end() {
		this.scenario.close();
		this.other.close();
	}

	@ParameterizedTest
	@CsvSource({ "KILL, nothing", "TERM, nothing", "TERM, close-on-exit", "INT, close-on-exit" })
	void allIsGoneWhenHostEnds(String signal, String habit) throws Exception {
		Process host = HostProcess.start(this.scenario, habit, scripts());
		this.scenario.awaitProcesses(processes());
		assertThat(Scenario.watchdogsOf(host.pid())).hasSize(1);
		Scenario.signal(signal, host.pid());
		assertThat(host.waitFor(Scenario.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.scenario.awaitProcesses(0);
		await().atMost(Scenario.PATIENCE).until(() -> Scenario.watchdogsOf(host.pid()).isEmpty());
	}

	/**
	 * The watchdog is started again when it ends, though nothing is launched meanwhile.
	 */
	@Test
	void allIsGoneWhenHostIsKilledThoughItsWatchdogWasBefore() throws IOException {
		Process host = HostProcess.start(this.scenario, "nothing", PLAIN);
		this.scenario.awaitProcesses(3);
		long first = Scenario.watchdogsOf(host.pid()).get(0);
		Scenario.signal("KILL", first);
		await().atMost(Scenario.PATIENCE)
			.untilAsserted(() -> assertThat(Scenario.watchdogsOf(host.pid())).hasSize(1).doesNotContain(first));
		host.destroyForcibly();
		this.scenario.awaitProcesses(0);
	}

	/**
	 * The watchdog is not needed for what has the parent-death signal.
	 */
	@Test
	void workersAreGoneWhenHostIsKilledWithItsWatchdog() throws IOException {
		Process host = HostProcess.start(this.scenario, "nothing", "exec \"$@\"");
		this.scenario.awaitProcesses(1);
		Scenario.signal("KILL", Scenario.watchdogsOf(host.pid()).get(0));
		host.destroyForcibly();
		this.scenario.awaitProcesses(0);
	}

	/**
	 * What is left over even so is ended by the next host, which spares all others.
	 */
	@Test
	void nextHostEndsLeftoversOfDeadHostOnly() throws IOException {
		Process alive = HostProcess.start(this.other, "nothing", PLAIN);
		Process dead = HostProcess.start(this.scenario, "nothing", PLAIN);
		this.other.awaitProcesses(3);
		this.scenario.awaitProcesses(3);
		Scenario.signal("KILL", Scenario.watchdogsOf(dead.pid()).get(0));
		dead.destroyForcibly();
		await().atMost(Scenario.PATIENCE).until(() -> this.scenario.processes().size() <= 2);
		try (LocalProcessLauncher next = Scenario.launcher()) {
			WorkerProcess worker = next.launch(this.other.script("next", "exec sleep 600"));
			assertThat(this.scenario.processes()).isEmpty();
			assertThat(this.other.processes()).hasSize(4).contains(worker.pid());
		}
		assertThat(this.other.processes()).hasSize(3);
		alive.destroyForcibly();
		this.other.awaitProcesses(0);
	}

	@Test
	void otherHostIsSparedWhenHostIsKilled() throws IOException {
		Process spared = HostProcess.start(this.other, "nothing", PLAIN);
		Process host = HostProcess.start(this.scenario, "nothing", WRAPPED);
		this.other.awaitProcesses(3);
		this.scenario.awaitProcesses(4);
		host.destroyForcibly();
		this.scenario.awaitProcesses(0);
		await().atMost(Scenario.PATIENCE).until(() -> Scenario.watchdogsOf(host.pid()).isEmpty());
		assertThat(this.other.processes()).hasSize(3);
		spared.destroyForcibly();
		this.other.awaitProcesses(0);
	}

	private static String[] scripts() {
		return Stream.concat(Stream.of(PLAIN, WRAPPED), python().stream()).toArray(String[]::new);
	}

	private static int processes() {
		return 3 + 4 + python().size() * 2;
	}

	private static List<String> python() {
		return new SearchPath(System.getenv("PATH"), false).locate("python3").isPresent() ? List.of(PYTHON) : List.of();
	}

}
