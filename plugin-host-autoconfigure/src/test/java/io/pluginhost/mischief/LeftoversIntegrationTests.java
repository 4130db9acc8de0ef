package io.pluginhost.mischief;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.testing.LiveProcesses;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers that are more than one process: none of them outlives its worker, or its host.
 */
@EnabledOnOs(OS.LINUX)
class LeftoversIntegrationTests {

	/** A child, one that holds on to stdout, and one in its own session. */
	private static final String GRANDCHILDREN = "sleep 600 </dev/null >/dev/null 2>&1 & sleep 600 & "
			+ "setsid sleep 600 </dev/null >/dev/null 2>&1 &";

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	private final String tag = "MISCHIEF=" + UUID.randomUUID();

	@AfterEach
	void end() {
		LiveProcesses.with(this.tag).forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
	}

	@ParameterizedTest
	@EnumSource
	void grandchildrenEndWithTheirWorker(End end) {
		PluginWorker worker = start(host.plugin());
		awaitProcesses(4);
		end.of(worker);
		host.exit(worker.pluginId());
		awaitProcesses(0);
	}

	/**
	 * The shell waits for its child and passes no signal on.
	 */
	@ParameterizedTest
	@EnumSource
	void grandchildrenEndWithTheirWorkerBehindWrappers(End end) {
		PluginWorker worker = start(
				host.plugin().commandPrefix("env", "EXTRA=1", "sh", "-c", "\"$@\"; exit $?", "wrapper"));
		awaitProcesses(5);
		end.of(worker);
		host.exit(worker.pluginId());
		awaitProcesses(0);
	}

	@Test
	@RequiresTool("bwrap")
	void grandchildrenEndWithTheirWorkerInASandbox() {
		PluginWorker worker = start(host.plugin()
			.commandPrefix("bwrap", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--unshare-pid"));
		// bwrap itself stands outside and, as the first process, inside
		awaitProcesses(6);
		assertThat(worker.stop()).succeedsWithin(MischiefHost.PATIENCE);
		awaitProcesses(0);
	}

	private PluginWorker start(PluginDefinitionBuilder plugin) {
		PluginDefinition definition = plugin
			.env(this.tag.substring(0, this.tag.indexOf('=')), this.tag.substring(this.tag.indexOf('=') + 1))
			.build();
		PluginWorker worker = host.start(definition);
		worker.call("shell").param("text", GRANDCHILDREN).retrieve();
		return worker;
	}

	/**
	 * Workers that do not mind the end of stdin, in the host's process group or out of
	 * it.
	 */
	@ParameterizedTest
	@CsvSource({ "KILL, host", "TERM, host", "TERM, group", "INT, group" })
	@Tag("slow")
	void allEndWhenTheHostIsEnded(String signal, String whom, @TempDir Path directory) throws Exception {
		List<String> properties = new ArrayList<>(
				List.of("plugin-host.startup=blocking", "plugin-host.defaults.initialize-timeout=60s",
						"plugin-host.defaults.shutdown.drain=200ms", "plugin-host.defaults.env." + this.tag));
		properties.addAll(List.of(MischiefWorker.properties("plain", "ignore-end", "ignore-shutdown")));
		properties.addAll(List.of(MischiefWorker.properties("wrapped", "ignore-end", "ignore-shutdown")));
		List<String> prefix = List.of("sh", "-c", "(setsid sh -c 'sleep 600; sleep 600' &); \"$@\"; exit $?",
				"wrapper");
		for (int i = 0; i < prefix.size(); i++) {
			properties.add("plugin-host.plugins.wrapped.command-prefix[%d]=%s".formatted(i, prefix.get(i)));
		}
		Process application = HostApplication.start(directory, Map.of("PATH", System.getenv("PATH")), properties);
		try {
			await().atMost(MischiefHost.PATIENCE).until(() -> HostApplication.isUp(directory));
			awaitProcesses(1 + 4);
			signal(signal, whom.equals("group") ? "-" + application.pid() : Long.toString(application.pid()));
			assertThat(application.waitFor(MischiefHost.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			awaitProcesses(0);
		}
		finally {
			application.destroyForcibly();
		}
	}

	private void awaitProcesses(int count) {
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(() -> assertThat(LiveProcesses.with(this.tag)).as(() -> LiveProcesses.describe(this.tag))
				.hasSize(count));
	}

	private static void signal(String signal, String whom) throws Exception {
		assertThat(new ProcessBuilder("/bin/kill", "-" + signal, "--", whom).inheritIO().start().waitFor()).isZero();
	}

	/**
	 * How a worker comes to its end.
	 */
	enum End {

		EXITED {

			@Override
			void of(PluginWorker worker) {
				worker.send("leave", Map.of());
			}

		},

		KILLED {

			@Override
			void of(PluginWorker worker) {
				ProcessHandle.of(worker.diagnostics().pid()).orElseThrow().destroyForcibly();
			}

		},

		STOPPED {

			@Override
			void of(PluginWorker worker) {
				worker.stop().join();
			}

		};

		abstract void of(PluginWorker worker);

	}

}
