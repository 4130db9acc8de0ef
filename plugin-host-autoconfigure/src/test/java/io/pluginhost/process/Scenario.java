package io.pluginhost.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.process.command.ClasspathEntrypoints;
import io.pluginhost.process.command.CommandResolver;
import io.pluginhost.process.command.Runtimes;
import io.pluginhost.testing.LiveProcesses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Processes of one test, known again by a variable that is none of the host's own. Ends
 * them all when it is closed.
 */
public final class Scenario implements AutoCloseable {

	public static final Duration PATIENCE = Duration.ofSeconds(20);

	public static final String TAG = "SCENARIO";

	private final String tag;

	private final List<Process> hosts = new ArrayList<>();

	public Scenario() {
		this(UUID.randomUUID().toString());
	}

	public Scenario(String tag) {
		this.tag = tag;
	}

	public String tag() {
		return this.tag;
	}

	/**
	 * A worker that is a shell script.
	 */
	public PluginDefinition script(String id, String script) {
		return worker(id, "/bin/sh", "-c", script).build();
	}

	public PluginDefinitionBuilder worker(String id, String... command) {
		return PluginDefinition.builder(id).command(command).env(TAG, this.tag);
	}

	public static LocalProcessLauncher launcher() {
		return launcher(Map.of("PATH", System.getenv("PATH")));
	}

	public static LocalProcessLauncher launcher(Map<String, String> hostEnvironment) {
		CommandResolver commands = new CommandResolver(Runtimes.DEFAULT, hostEnvironment.get("PATH"), Path.of(""),
				new ClasspathEntrypoints(Scenario.class.getClassLoader(),
						Path.of(System.getProperty("java.io.tmpdir"))));
		return new LocalProcessLauncher(commands, hostEnvironment);
	}

	/**
	 * The processes that are alive.
	 */
	public List<Long> processes() {
		return LiveProcesses.with(variable());
	}

	private String variable() {
		return TAG + '=' + this.tag;
	}

	public void awaitProcesses(int count) {
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(processes()).as(() -> LiveProcesses.describe(variable())).hasSize(count));
	}

	/**
	 * The watchdogs that watch a host.
	 */
	public static List<Long> watchdogsOf(long host) {
		return LiveProcesses.all().filter((pid) -> {
			String command = read(pid, "cmdline");
			return command.contains("plugin-host-watchdog\0") && command.endsWith('\0' + Long.toString(host) + '\0');
		}).toList();
	}

	public static String read(long pid, String file) {
		return LiveProcesses.read(pid, file);
	}

	public static void signal(String signal, long pid) {
		try {
			assertThat(new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(pid)).inheritIO().start().waitFor())
				.isZero();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Take a host that is not to outlive the test.
	 */
	Process host(Process host) {
		this.hosts.add(host);
		return host;
	}

	@Override
	public void close() {
		this.hosts.forEach(Process::destroyForcibly);
		processes().forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
	}

	/**
	 * Keeps what a process says.
	 */
	public static final class Recorder implements ProcessListener {

		public final List<String> lines = new CopyOnWriteArrayList<>();

		private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();

		public static Recorder of(WorkerProcess process) {
			Recorder recorder = new Recorder();
			process.open(recorder);
			return recorder;
		}

		public ProcessExit awaitExit() {
			return this.exit.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		}

		public List<String> awaitLines() {
			awaitExit();
			return new ArrayList<>(this.lines);
		}

		@Override
		public void line(byte[] buffer, int offset, int length) {
			this.lines.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
		}

		@Override
		public void oversizedLine(byte[] head, long length) {
		}

		@Override
		public void stderrLine(String line) {
			this.lines.add("stderr: " + line);
		}

		@Override
		public void stdinClosed() {
		}

		@Override
		public void stdoutClosed() {
		}

		@Override
		public void exited(ProcessExit exit) {
			this.exit.complete(exit);
		}

	}

}
