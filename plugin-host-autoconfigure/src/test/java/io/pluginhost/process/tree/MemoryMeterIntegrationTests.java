package io.pluginhost.process.tree;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.pluginhost.concurrent.NamedThreads;
import io.pluginhost.process.LocalProcessLauncher;
import io.pluginhost.process.Scenario;
import io.pluginhost.process.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How much the processes of a worker hold in memory.
 */
@EnabledOnOs(OS.LINUX)
class MemoryMeterIntegrationTests {

	private static final long MEGABYTE = 1024 * 1024;

	/** A shell keeps a variable of some 32 MB. */
	private static final String HOLD = "x=$(head -c 33554432 /dev/zero | tr '\\0' x); echo held; sleep 600; : $x";

	private final Scenario scenario = new Scenario();

	private final LocalProcessLauncher launcher = Scenario.launcher();

	@AfterEach
	void end() {
		this.launcher.close();
		this.scenario.close();
	}

	@Test
	void memoryIsThatOfTheProcess() throws IOException {
		WorkerProcess process = launch("own", HOLD);
		assertThat(measure(process)).isBetween(32 * MEGABYTE, 400 * MEGABYTE);
	}

	/**
	 * Neither the process that was started nor its children hold it, but one that has
	 * left them.
	 */
	@Test
	void memoryOfAnOrphanCounts() throws IOException {
		WorkerProcess process = launch("orphan",
				"(setsid sh -c \"$0\" </dev/null &); exec sleep 600".replace("$0", HOLD.replace("$", "\\$")));
		assertThat(Proc.residentMemory(process.pid())).isLessThan(32 * MEGABYTE);
		assertThat(measure(process)).isGreaterThan(32 * MEGABYTE);
	}

	@Test
	void memoryOfADeadProcessIsNone() throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario.script("dead", "exit 0"));
		Scenario.Recorder.of(process).awaitExit();
		assertThat(measure(process)).isZero();
	}

	@Test
	void memoryIsUnknownOnceTheHostIsClosed() throws IOException {
		WorkerProcess process = launch("closed", "echo held; exec sleep 600");
		this.launcher.close();
		assertThat(process.residentMemory()).isCompletedExceptionally();
	}

	/**
	 * What is measured together is looked for once.
	 */
	@Test
	void oneLookServesAllWhoAskAtAboutTheSameTime() {
		try (ProcessReaper reaper = new ProcessReaper()) {
			CountDownLatch allHaveAsked = new CountDownLatch(1);
			reaper.look((census) -> awaitUninterrupted(allHaveAsked));
			CompletableFuture<Census> one = reaper.look((census) -> census);
			CompletableFuture<Census> other = reaper.look((census) -> census);
			allHaveAsked.countDown();
			assertThat(other.join()).isSameAs(one.join());
			await().atMost(Scenario.PATIENCE).until(() -> reaper.look((census) -> census).join() != one.join());
		}
	}

	/**
	 * A machine in trouble lets nobody wait for long, nor pile up questions.
	 */
	@Test
	void nobodyElseWaitsForALookThatIsOverdue() throws IOException {
		try (ProcessReaper reaper = new ProcessReaper(); ExitWatch exits = new ExitWatch(NamedThreads.daemons())) {
			HostMarks marks = new HostMarks();
			MemoryMeter meter = new MemoryMeter(reaper, exits, marks);
			ProcessTree tree = new ProcessTree(ProcessHandle.current(), "stuck", marks.nextWorker());
			CountDownLatch trouble = new CountDownLatch(1);
			reaper.look((census) -> awaitUninterrupted(trouble));
			CompletableFuture<OptionalLong> stuck = meter.measure(tree);
			await().atMost(Scenario.PATIENCE).until(() -> meter.measure(tree).isDone());
			assertThat(meter.measure(tree)).isCompletedWithValue(OptionalLong.empty());
			assertThat(stuck).isNotDone();
			trouble.countDown();
			assertThat(stuck.join().getAsLong()).isPositive();
			await().atMost(Scenario.PATIENCE).until(() -> meter.measure(tree).join().isPresent());
		}
	}

	private WorkerProcess launch(String id, String script) throws IOException {
		WorkerProcess process = this.launcher.launch(this.scenario.script(id, script));
		List<String> lines = Scenario.Recorder.of(process).lines;
		await().atMost(Scenario.PATIENCE).until(() -> lines.contains("held"));
		return process;
	}

	private static long measure(WorkerProcess process) {
		return process.residentMemory().orTimeout(20, TimeUnit.SECONDS).join().getAsLong();
	}

	private static boolean awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
			return true;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
