package io.pluginhost.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pluginhost.PluginDefinition;
import io.pluginhost.process.command.CommandException;
import io.pluginhost.process.command.ProgramInspectorTests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What only a real process can show.
 */
class LocalProcessIntegrationTests {

	@TempDir
	private Path directory;

	private final LocalLaunch launch = new LocalLaunch();

	private final RecordingProcessListener listener = new RecordingProcessListener();

	@AfterEach
	void close() {
		this.launch.close();
	}

	@ParameterizedTest
	@CsvSource({ "0", "1", "42", "127", "255" })
	void exitCodesAreTheProcesssOwn(int code) throws Exception {
		open(this.launch.sh("exit " + code));
		assertThat(exit()).isEqualTo(new ProcessExit(code, null));
	}

	@ParameterizedTest
	@CsvSource({ "KILL", "TERM", "INT", "SEGV", "ABRT" })
	void signalsHaveTheirNames(String signal) throws Exception {
		open(this.launch.sh("kill -" + signal + " $$; while :; do :; done"));
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIG" + signal));
	}

	@Test
	void aKillFromOutsideIsSeen() throws Exception {
		WorkerProcess process = open(this.launch.sh("echo ready; exec sleep 600"));
		await(() -> this.listener.lines.contains("ready"));
		new ProcessBuilder("kill", "-9", "" + process.pid()).start().waitFor();
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIGKILL"));
	}

	@Test
	void muchThatIsWrittenJustBeforeTheExitIsDelivered() throws Exception {
		open(this.launch.sh("i=0; while [ $i -lt 2000 ]; do echo \"line $i\"; i=$((i+1)); done; exit 5"));
		assertThat(exit()).isEqualTo(new ProcessExit(5, null));
		assertThat(this.listener.linesBeforeExit).isEqualTo(2000);
	}

	@Test
	void aLongLineThatIsTakenInPartsIsSeenToBeTaken() throws Exception {
		Path more = this.directory.resolve("more");
		LineQueue stdin = open(this.launch.sh(
				"until [ -e \"$1\" ]; do sleep 0.02; done; "
						+ "dd bs=100000 count=1 iflag=fullblock of=/dev/null 2>/dev/null; exec sleep 600",
				"sh", more.toString()))
			.stdin();
		stdin.offer(new byte[1_000_000]);
		await(() -> stdin.progress() >= 8);
		long full = stdin.progress();
		Files.createFile(more);
		await(() -> stdin.progress() > full);
		assertThat(stdin.isWaiting()).isTrue();
	}

	@Test
	void processorTimeIsThatOfTheWholeTree() throws Exception {
		// What a wrapper's worker has used of the processor counts
		WorkerProcess process = open(this.launch.sh("sh -c 'while :; do :; done' & wait"));
		await(() -> process.processorTime()
			.join()
			.filter((time) -> time.compareTo(Duration.ofMillis(50)) > 0)
			.isPresent());
	}

	@Test
	void aProcessOutlivesItsStderr() throws Exception {
		LineQueue stdin = open(this.launch.sh("echo last >&2; exec 2>&-; echo closed; read line; echo \"$line\""))
			.stdin();
		await(() -> this.listener.lines.contains("closed"));
		await(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((one) -> one.getName().endsWith("-stderr") && one.getState() != Thread.State.WAITING));
		stdin.offer("still here\n".getBytes());
		assertThat(exit()).isEqualTo(new ProcessExit(0, null));
		assertThat(this.listener.lines).containsExactly("closed", "still here");
		assertThat(this.listener.errors).containsExactly("last");
	}

	@Test
	void aLastLineWithoutLineFeedIsDelivered() throws Exception {
		open(this.launch.sh("printf 'a\\nb'; printf 'no newline' >&2"));
		exit();
		assertThat(this.listener.lines).containsExactly("a", "b");
		assertThat(this.listener.errors).containsExactly("no newline");
	}

	@Test
	void aGrandchildThatHoldsThePipesDelaysTheExitByNoMoreThanAMoment() throws Exception {
		open(this.launch.sh("echo before; sleep 600 & exit 4"));
		long begin = System.nanoTime();
		assertThat(exit()).isEqualTo(new ProcessExit(4, null));
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
		assertThat(this.listener.lines).containsExactly("before");
	}

	@Test
	void terminateReachesDescendants() throws Exception {
		WorkerProcess process = open(this.launch.sh("sleep 600 & echo $!; wait"));
		ProcessHandle child = child();
		process.terminate();
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIGTERM"));
		await(() -> !child.isAlive());
	}

	@Test
	void killReachesDescendants() throws Exception {
		WorkerProcess process = open(this.launch
			.sh("trap '' TERM; sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & wait; wait"));
		ProcessHandle child = child();
		process.terminate();
		assertThat(this.listener.exitNow()).isNull();
		process.kill();
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIGKILL"));
		await(() -> !child.isAlive());
	}

	@Test
	void aChildSeesNothingOfTheHostsEnvironment() throws Exception {
		open(this.launch
			.start(PluginDefinition.builder("acme.linear").command("env").env(Map.of("MINE", "a b=c")).build()));
		exit();
		Map<String, String> environment = new TreeMap<>();
		this.listener.lines.forEach(
				(line) -> environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
		assertThat(environment).doesNotContainKey("HOST_SECRET")
			.doesNotContainKey("HOME")
			.containsEntry("MINE", "a b=c")
			.containsEntry("PLUGIN_ID", "acme.linear")
			.containsEntry("PAPERCLIP_PLUGIN_ID", "acme.linear")
			.containsEntry("NODE_ENV", LocalLaunch.HOST.getOrDefault("NODE_ENV", "production"))
			.containsKeys("PATH", "TZ", "PLUGIN_HOST_OWNER");
		assertThat(environment.keySet()).isSubsetOf("PATH", "TZ", "LANG", "LC_ALL", "NODE_ENV", "NODE_PATH",
				"PLUGIN_ID", "PAPERCLIP_PLUGIN_ID", "PLUGIN_HOST_OWNER", "MINE");
	}

	@Test
	void aChildRunsInItsDirectory() throws Exception {
		open(this.launch
			.start(PluginDefinition.builder("acme.linear").command("pwd").workingDirectory(this.directory).build()));
		exit();
		assertThat(this.listener.lines).containsExactly(this.directory.toRealPath().toString());
	}

	@Test
	void argumentsArriveAsTheyAre() throws Exception {
		open(this.launch.sh("printf '%s\\n' \"$@\"", "sh", "a b", "$HOME", "*", "ü", ""));
		exit();
		assertThat(this.listener.lines).containsExactly("a b", "$HOME", "*", "ü", "");
	}

	@Test
	void aSourceFileInJavaIsAWorker() throws Exception {
		Path source = Files.writeString(this.directory.resolve("Echo.java"), """
				class Echo {
					public static void main(String[] args) throws Exception {
						for (int b = System.in.read(); b != '\\n'; b = System.in.read()) {
							System.out.write(b);
						}
						System.out.flush();
					}
				}
				""");
		WorkerProcess process = open(
				this.launch.start(PluginDefinition.builder("acme.linear").entrypoint(source.toString()).build()));
		process.stdin().offer("é😀\n".getBytes(StandardCharsets.UTF_8));
		assertThat(exit()).isEqualTo(new ProcessExit(0, null));
		assertThat(this.listener.lines).containsExactly("é😀");
	}

	@Test
	void callersNeverBlockOnAFullPipe() throws Exception {
		WorkerProcess process = open(this.launch.start(PluginDefinition.builder("acme.linear")
			.command("sh", "-c", "sleep 600")
			.maxQueuedBytes(100_000)
			.build()));
		byte[] line = "x".repeat(10_000).concat("\n").getBytes(StandardCharsets.UTF_8);
		// A pipe holds 64 KiB, the writer's batch as much, the queue what it may
		int taken = 0;
		while (taken < 1000 && process.stdin().offer(line)) {
			taken++;
		}
		assertThat(taken).isBetween(10, 40);
		assertThat(process.stdin().offerUrgent(line, "urgent")).isTrue();
		assertThat(process.stdin().put(line, "answer")).isTrue();
		process.kill();
		assertThat(exit()).isEqualTo(new ProcessExit(null, "SIGKILL"));
	}

	@Test
	void aProcessThatClosesItsStdinTakesNoMore() throws Exception {
		WorkerProcess process = open(this.launch.sh("exec 0<&-; echo closed; exec sleep 600"));
		await(() -> this.listener.lines.contains("closed"));
		await(() -> !process.stdin().offer("x\n".getBytes(StandardCharsets.UTF_8)));
		assertThat(this.listener.exitNow()).isNull();
	}

	@Test
	void threadsAreNamedAfterTheirPluginAndEndWithTheProcess() throws Exception {
		WorkerProcess process = open(this.launch
			.start(PluginDefinition.builder("acme.threads").command("sh", "-c", "echo ready; exec sleep 600").build()));
		await(() -> this.listener.lines.contains("ready"));
		process.stdin().offer(new byte[PipeCredit.SIZE + 128 * 1024]);
		await(() -> threads().contains("plugin-acme.threads-stdin"));
		assertThat(threads()).containsExactlyInAnyOrder("plugin-acme.threads-stdin", "plugin-acme.threads-stdout",
				"plugin-acme.threads-stderr");
		process.kill();
		exit();
		await(() -> threads().isEmpty());
	}

	@Test
	void aWriterIsThereOnlyWhileThereIsSomethingToWrite() throws Exception {
		WorkerProcess process = open(this.launch
			.start(PluginDefinition.builder("acme.threads").command("sh", "-c", "echo ready; exec cat").build()));
		await(() -> this.listener.lines.contains("ready"));
		assertThat(threads()).doesNotContain("plugin-acme.threads-stdin");
		for (int i = 1; i <= 2; i++) {
			String line = i + "x".repeat(PipeCredit.SIZE);
			process.stdin().offer((line + "\n").getBytes(StandardCharsets.UTF_8));
			await(() -> this.listener.lines.contains(line));
			await(() -> !threads().contains("plugin-acme.threads-stdin"));
		}
		process.kill();
		exit();
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("plugin-acme.threads"))
			.peek((thread) -> assertThat(thread.isDaemon()).isTrue())
			.map(Thread::getName)
			.toList();
	}

	@Test
	void whatCannotBeStartedIsNamed() throws IOException {
		Path broken = Files.writeString(this.directory.resolve("broken"), "#!/no/such/interpreter\n");
		assertThat(broken.toFile().setExecutable(true)).isTrue();
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> this.launch
				.start(PluginDefinition.builder("acme.linear").command("no-such-program-anywhere").build()))
			.withMessageContaining("acme.linear")
			.withMessageContaining("no-such-program-anywhere");
	}

	@Test
	void whatIsNoProgramIsNotGivenToAShell() throws IOException {
		// Only programs are executed, whatever stands before them
		Path marker = this.directory.resolve("marker");
		Path text = Files.writeString(this.directory.resolve("text"), "touch '%s'\n".formatted(marker));
		Path binary = Files.write(this.directory.resolve("binary"), ProgramInspectorTests.elf(1, 64, true, 2, null));
		Files.writeString(binary, "\ntouch '%s'\n".formatted(marker), StandardOpenOption.APPEND);
		for (Path program : List.of(text, binary)) {
			assertThat(program.toFile().setExecutable(true)).isTrue();
			assertThatExceptionOfType(CommandException.class)
				.isThrownBy(
						() -> this.launch.start(PluginDefinition.builder("acme.linear").command("" + program).build()))
				.withMessageContaining("" + program);
		}
		assertThat(marker).doesNotExist();
	}

	private ProcessHandle child() {
		await(() -> !this.listener.lines.isEmpty());
		return ProcessHandle.of(Long.parseLong(this.listener.lines.get(0))).orElseThrow();
	}

	private WorkerProcess open(WorkerProcess process) {
		process.open(this.listener);
		return process;
	}

	private ProcessExit exit() throws Exception {
		return this.listener.exit.get(30, TimeUnit.SECONDS);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5)).until(condition);
	}

}
