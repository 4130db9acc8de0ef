package io.pluginhost.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link WorkerProcess} promises, whatever it is. The process obeys what it is
 * told a line: {@code say x}, {@code err x}, {@code exit n}, {@code deaf},
 * {@code close stdin}, {@code close stdout}.
 */
abstract class AbstractWorkerProcessContractTests {

	private final RecordingProcessListener listener = new RecordingProcessListener();

	private WorkerProcess process;

	/**
	 * Start an obedient process.
	 */
	abstract WorkerProcess start(long maxLineLength, long maxQueuedBytes) throws IOException;

	/**
	 * Let the process obey what it has been told.
	 */
	void obey() {
	}

	@AfterEach
	void kill() {
		if (this.process != null) {
			this.process.kill();
		}
	}

	@Test
	void linesComeInTheirOrder() throws IOException {
		open();
		for (int i = 0; i < 100; i++) {
			tell("say line " + i);
		}
		await(() -> this.listener.lines.size() == 100);
		for (int i = 0; i < 100; i++) {
			assertThat(this.listener.lines.get(i)).isEqualTo("line " + i);
		}
	}

	@Test
	void urgentLinesAreTakenWhateverWaits() throws IOException {
		this.process = start(1000, 15);
		assertThat(this.process.stdin().offer(bytes("say first"))).isTrue();
		assertThat(this.process.stdin().offer(bytes("say second"))).isTrue();
		assertThat(this.process.stdin().offer(bytes("say refused"))).isFalse();
		assertThat(this.process.stdin().offerUrgent(bytes("say urgent"), "urgent")).isTrue();
		this.process.open(this.listener);
		await(() -> this.listener.lines.size() == 3);
		assertThat(this.listener.lines).containsExactly("urgent", "first", "second");
	}

	@Test
	void everythingWrittenIsDeliveredBeforeTheExit() throws IOException {
		open();
		for (int i = 0; i < 200; i++) {
			tell("say " + "x".repeat(500));
			tell("err e");
		}
		tell("exit 3");
		await(this.listener.exit::isDone);
		assertThat(this.listener.exitNow()).isEqualTo(new ProcessExit(3, null));
		assertThat(this.listener.linesBeforeExit).isEqualTo(400);
		assertThat(this.listener.lines).hasSize(200);
		assertThat(this.listener.errors).hasSize(200);
	}

	@Test
	void exitIsAnnouncedOnce() throws IOException {
		open();
		tell("exit 0");
		await(this.listener.exit::isDone);
		assertThat(this.listener.announcedBeforeExit).isEqualTo(1);
	}

	@Test
	void exitIsToldToWhoeverOpensLate() throws IOException {
		this.process = start(1000, 1000);
		this.process.stdin().offer(bytes("say early"));
		this.process.stdin().offer(bytes("exit 0"));
		obey();
		this.process.open(this.listener);
		await(this.listener.exit::isDone);
		assertThat(this.listener.lines).containsExactly("early");
		assertThat(this.listener.exitNow()).isEqualTo(new ProcessExit(0, null));
	}

	@Test
	void stdinIsClosedOnceTheProcessHasExited() throws IOException {
		open();
		tell("exit 0");
		await(this.listener.exit::isDone);
		assertThat(this.process.stdin().offer(bytes("say more"))).isFalse();
		assertThat(this.process.stdin().offerUrgent(bytes("say more"), "urgent")).isFalse();
	}

	@Test
	void terminateEndsByItsSignal() throws IOException {
		open();
		tell("say ready");
		await(() -> this.listener.lines.contains("ready"));
		this.process.terminate();
		await(this.listener.exit::isDone);
		assertThat(this.listener.exitNow()).isEqualTo(new ProcessExit(null, "SIGTERM"));
	}

	@Test
	void killEndsWhatDoesNotTerminate() throws IOException {
		open();
		tell("deaf");
		tell("say ready");
		await(() -> this.listener.lines.contains("ready"));
		this.process.terminate();
		tell("say still here");
		await(() -> this.listener.lines.contains("still here"));
		assertThat(this.listener.exitNow()).isNull();
		this.process.kill();
		await(this.listener.exit::isDone);
		assertThat(this.listener.exitNow()).isEqualTo(new ProcessExit(null, "SIGKILL"));
	}

	@Test
	void signalsToADeadProcessMeanNothing() throws IOException {
		open();
		tell("exit 0");
		await(this.listener.exit::isDone);
		this.process.terminate();
		this.process.kill();
		assertThat(this.listener.exits).isEqualTo(1);
	}

	@Test
	void aLineThatIsTooLongIsSkipped() throws IOException {
		this.process = start(100, 1_000_000);
		this.process.open(this.listener);
		tell("say before");
		tell("say " + "x".repeat(101));
		tell("say after");
		await(() -> this.listener.lines.contains("after"));
		assertThat(this.listener.lines).containsExactly("before", "after");
		assertThat(this.listener.oversized).containsExactly(101L);
	}

	@Test
	void closedStdinIsToldWithTheFirstLineItDoesNotTake() throws IOException {
		open();
		tell("close stdin");
		await(() -> this.listener.lines.contains("closed"));
		await(() -> !this.process.stdin().offer(bytes("say lost")));
		await(() -> this.listener.closed.contains("stdin"));
		assertThat(this.process.stdin().isClosed()).isTrue();
		assertThat(this.listener.exitNow()).isNull();
	}

	@Test
	void stdinEndsAfterAllThatWaits() throws IOException {
		// The end of stdin is seen by the process once it has read all that was taken
		// before, and is no fault
		this.process = start(1000, 1_000_000);
		this.process.stdin().offer(bytes("say " + "x".repeat(990)));
		for (int i = 0; i < 200; i++) {
			this.process.stdin().offer(bytes("say waits"));
		}
		this.process.open(this.listener);
		this.process.stdin().end();
		assertThat(this.process.stdin().offer(bytes("say lost"))).isFalse();
		assertThat(this.process.stdin().offerUrgent(bytes("say lost"), "urgent")).isFalse();
		await(this.listener.exit::isDone);
		assertThat(this.listener.lines).hasSize(201).endsWith("waits");
		assertThat(this.listener.exitNow()).isEqualTo(new ProcessExit(0, null));
		assertThat(this.listener.closed).doesNotContain("stdin");
	}

	@Test
	void stdinEndsWhereNothingWaits() throws IOException {
		open();
		tell("say ready");
		await(() -> this.listener.lines.contains("ready"));
		this.process.stdin().end();
		this.process.stdin().end();
		await(this.listener.exit::isDone);
		assertThat(this.listener.exitNow()).isEqualTo(new ProcessExit(0, null));
	}

	@Test
	void closedStdoutIsToldAfterItsLastLine() throws IOException {
		open();
		tell("say last");
		tell("close stdout");
		await(() -> this.listener.closed.contains("stdout"));
		assertThat(this.listener.linesBeforeStdoutClosed).isEqualTo(1);
		assertThat(this.listener.exitNow()).isNull();
		assertThat(this.process.stdin().offer(bytes("exit 0"))).isTrue();
		await(this.listener.exit::isDone);
		assertThat(this.listener.closed).containsOnlyOnce("stdout");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void memoryIsHeldWhileTheProcessLives() throws IOException {
		open();
		assertThat(memory()).isPositive();
		tell("exit 0");
		await(this.listener.exit::isDone);
		assertThat(memory()).isZero();
	}

	@Test
	void pidIsPositive() throws IOException {
		open();
		assertThat(this.process.pid()).isPositive();
	}

	private void open() throws IOException {
		this.process = start(1000, 1_000_000);
		this.process.open(this.listener);
	}

	private long memory() {
		return this.process.residentMemory().orTimeout(30, TimeUnit.SECONDS).join().orElseThrow();
	}

	private void tell(String line) {
		assertThat(this.process.stdin().offer(bytes(line))).isTrue();
		obey();
	}

	private void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5)).until(() -> {
			obey();
			return condition.call();
		});
	}

	private static byte[] bytes(String line) {
		return (line + "\n").getBytes(StandardCharsets.UTF_8);
	}

}
