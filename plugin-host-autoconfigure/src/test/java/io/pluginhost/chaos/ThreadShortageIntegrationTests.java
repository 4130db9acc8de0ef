package io.pluginhost.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pluginhost.testing.LiveProcesses;
import io.pluginhost.testing.OrdinaryUser;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A host whose user has no thread left for a while ({@code ulimit -u}), and real
 * processes.
 */
@RequiresTool("prlimit")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("slow")
class ThreadShortageIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final List<String> PLUGINS = List.of("victim", "stopped", "stubborn", "called", "wrapped");

	private final OrdinaryUser user = new OrdinaryUser();

	@AfterEach
	void end() {
		this.user.close();
	}

	@Test
	void allGoesOnByItselfOnceThereAreThreadsAgain() throws IOException {
		// Exits are seen, signals are sent, futures settle and events are delivered
		// without
		// a new thread; what needs one is done as soon as there is one
		try (ShortOfThreadsHost host = ShortOfThreadsHost.start(this.user)) {
			this.user.limitThreads(host.process(), 1);
			kill(host, "victim");
			kill(host, "wrapped");
			host.ask("stop stopped");
			host.ask("stop stubborn");
			assertThat(host.ask("call called echo")).startsWith("answered").contains("\"n\":7");
			until(() -> host.ask("stopped stopped").equals("true"));
			until(() -> host.ask("stopped stubborn").equals("true"));
			assertThat(host.ask("state stubborn")).startsWith("STOPPED");
			until(() -> host.ask("state victim").contains("SPAWN_FAILED"));
			until(() -> host.ask("state wrapped").contains("SPAWN_FAILED"));
			long events = Long.parseLong(host.ask("events"));
			until(() -> Long.parseLong(host.ask("events")) > events + 10);
			host.ask("start stopped");
			host.ask("start stubborn");
			until(() -> host.ask("state stopped").contains("SPAWN_FAILED"));
			this.user.unlimitThreads(host.process());
			assertAllRun(host);
		}
	}

	@Test
	void hostRecoversWhereverTheThreadsRanOut() throws IOException {
		// Whichever of the threads and processes of a start cannot be had, it is made
		// again
		// and nothing is left over
		try (ShortOfThreadsHost host = ShortOfThreadsHost.start(this.user)) {
			// What is killed and stopped frees some
			for (int spare = -10; spare <= 3; spare++) {
				this.user.limitThreads(host.process(), this.user.threads() + spare);
				String before = host.ask("state victim");
				kill(host, "victim");
				kill(host, "wrapped");
				host.ask("stop stubborn");
				host.ask("start stubborn");
				until(() -> crashes(host.ask("state victim")) > crashes(before) + 1
						|| host.ask("state victim").startsWith("RUNNING"));
				this.user.unlimitThreads(host.process());
				assertAllRun(host);
			}
		}
	}

	private void assertAllRun(ShortOfThreadsHost host) throws IOException {
		for (String plugin : PLUGINS) {
			until(() -> host.ask("state " + plugin).startsWith("RUNNING"));
			assertThat(host.ask("call " + plugin + " echo")).as(plugin).startsWith("answered");
			assertThat(host.ask("call " + plugin + " work")).as(plugin).startsWith("answered").contains("\"stored\":7");
		}
		// A process for each plugin, the child of one, the host and its watchdog
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.user.processes())
				.as(() -> this.user.processes().stream().map((pid) -> LiveProcesses.read(pid, "cmdline")).toList() + "")
				.hasSize(PLUGINS.size() + 3));
	}

	private static void kill(ShortOfThreadsHost host, String plugin) throws IOException {
		String state = host.ask("state " + plugin);
		long pid = Long.parseLong(state.replaceFirst(".*pid=(\\d+).*", "$1"));
		assertThat(pid).as(state).isPositive();
		ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
	}

	private static long crashes(String state) {
		return Long.parseLong(state.replaceFirst(".*crashes=(\\d+).*", "$1"));
	}

	private static void until(Callable<Boolean> condition) {
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
	}

}
