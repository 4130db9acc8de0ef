package io.pluginhost.chaos;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.observation.WorkerListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * However often a worker crashes and comes back: nothing of it is left. The property
 * {@code plugin-host.crash-cycles} says how often.
 */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
class CrashLoopIntegrationTests implements WorkerListener {

	private static final int CYCLES = Integer.getInteger("plugin-host.crash-cycles", 300);

	private static final int WARM_UP = 100;

	/** Gets ready, and is gone. */
	private static final String CRASHER = """
			read -r line
			id=${line#*'"id":'}
			printf '{"jsonrpc":"2.0","id":%s,"result":{"ok":true}}\\n' "${id%%,*}"
			exit 3
			""";

	private final long children = Footprint.liveChildren();

	private final AtomicInteger ready = new AtomicInteger();

	private final AtomicInteger exited = new AtomicInteger();

	private final AtomicInteger crashed = new AtomicInteger();

	private final AtomicInteger restarted = new AtomicInteger();

	@BeforeEach
	void silence() {
		ListeningApplication.silence("io.pluginhost", Level.OFF);
	}

	@AfterEach
	void speak() {
		ListeningApplication.silence("io.pluginhost", null);
	}

	@Test
	void nothingIsLeftOfCrashes() {
		try (ListeningApplication application = new ListeningApplication(this)) {
			application.manager()
				.startWorker(PluginDefinition.builder("crasher")
					.command("/bin/sh", "-c", CRASHER)
					.restartMaxRestarts(-1)
					.restartInitialDelay(Duration.ofMillis(1))
					.restartMaxDelay(Duration.ofMillis(1))
					.restartJitter(0)
					.build());
			PluginWorker worker = application.manager().getWorker("crasher");
			Footprint before = after(WARM_UP, worker);
			long begin = System.nanoTime();
			Footprint after = after(CYCLES, worker);
			System.out.printf("%,d crashes and restarts in %d s%nbefore %s%nafter  %s%n", CYCLES,
					Duration.ofNanos(System.nanoTime() - begin).toSeconds(), before, after);
			assertThat(after.threads()).isLessThanOrEqualTo(before.threads());
			assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
			assertThat(after.children()).isEqualTo(before.children());
			assertThat(after.heap() - before.heap()).isLessThan(4 * Footprint.MEGABYTE);
			assertOneStory(worker.diagnostics());
		}
	}

	/**
	 * Let the worker crash so many times more, then stop it and look.
	 */
	private Footprint after(int cycles, PluginWorker worker) {
		long crashes = worker.diagnostics().totalCrashes();
		worker.start();
		await().atMost(Duration.ofMinutes(10)).until(() -> worker.diagnostics().totalCrashes() >= crashes + cycles);
		worker.stop().join();
		assertThat(worker.status()).isEqualTo(WorkerStatus.STOPPED);
		await().atMost(Duration.ofMinutes(1)).until(() -> Footprint.threads("crasher-std") == 0);
		await().atMost(Duration.ofMinutes(1)).until(() -> Footprint.liveChildren() <= this.children);
		await().atMost(Duration.ofMinutes(1)).until(() -> this.exited.get() == worker.diagnostics().generation());
		return Footprint.take();
	}

	private void assertOneStory(WorkerDiagnostics diagnostics) {
		assertThat(this.ready.get()).isEqualTo((int) diagnostics.totalRestarts() + 2);
		assertThat(this.restarted.get()).isEqualTo((int) diagnostics.totalRestarts());
		assertThat(this.crashed.get()).isEqualTo((int) diagnostics.totalCrashes());
		assertThat(this.exited.get()).isEqualTo((int) diagnostics.generation());
		assertThat(diagnostics.totalCrashes()).isGreaterThanOrEqualTo(WARM_UP + CYCLES);
		assertThat(diagnostics.pid()).isNull();
	}

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		if (event instanceof PluginWorkerReadyEvent) {
			this.ready.incrementAndGet();
		}
		else if (event instanceof PluginWorkerExitedEvent) {
			this.exited.incrementAndGet();
		}
		else if (event instanceof PluginWorkerCrashedEvent) {
			this.crashed.incrementAndGet();
		}
		else if (event instanceof PluginWorkerRestartedEvent) {
			this.restarted.incrementAndGet();
		}
	}

}
