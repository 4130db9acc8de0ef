package io.pluginhost.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.testing.PythonWorker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plugins whose workers lie about what they have read, or tamper with their pipes, each
 * with a caller that blocks on its calls: none of them may be held for longer than it
 * said.
 */
final class ChaosLiars {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	/** On a machine that does everything else at the same time. */
	private static final Duration AT_MOST = Duration.ofSeconds(15);

	private static final String TEXT = "x".repeat(1500);

	private final List<PluginWorker> liars = new ArrayList<>();

	private final AtomicLong calls = new AtomicLong();

	private final AtomicLong longest = new AtomicLong();

	void start(ListeningApplication application) {
		for (String lie : List.of("ahead", "heads", "fill", "shrink", "hand-on", "never")) {
			this.liars.add(application.start(PythonWorker.definition("liar-" + lie)
				.command(PythonWorker.liar(lie))
				.initializeTimeout(Duration.ofSeconds(20))
				.restartInitialDelay(Duration.ofMillis(100))
				.restartMaxDelay(Duration.ofMillis(500))
				.restartMaxRestarts(-1)
				.healthCheckInterval(Duration.ofMillis(500))
				.healthCheckTimeout(Duration.ofMillis(500))
				.writeStallTimeout(Duration.ofSeconds(2))
				.shutdownDrain(Duration.ofMillis(500))
				.shutdownTermGrace(Duration.ofMillis(500))
				.build()));
		}
	}

	void startAgain() {
		this.liars.forEach(PluginWorker::start);
	}

	CompletableFuture<?> stop() {
		return CompletableFuture.allOf(this.liars.stream().map(PluginWorker::stop).toArray(CompletableFuture[]::new));
	}

	/**
	 * Return a caller for each, which goes on until it is calm.
	 */
	List<Thread> callers(BooleanSupplier calm) {
		return this.liars.stream().map((liar) -> new Thread(() -> {
			while (!calm.getAsBoolean()) {
				call(liar);
			}
		}, "caller-" + liar.pluginId())).toList();
	}

	private void call(PluginWorker liar) {
		long begun = System.nanoTime();
		try {
			liar.call("echo").param("text", TEXT).timeout(TIMEOUT).retrieve();
		}
		catch (PluginRpcException ex) {
			assertThat(ex.pluginId()).isEqualTo(liar.pluginId());
		}
		this.calls.incrementAndGet();
		this.longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
	}

	void assertNoCallerWasHeld() {
		assertThat(this.calls.get()).as("calls to liars").isPositive();
		assertThat(Duration.ofNanos(this.longest.get())).as("longest call to a liar").isLessThan(AT_MOST);
		assertThat(this.liars).as("crashes of liars").anyMatch((liar) -> liar.diagnostics().totalCrashes() > 0);
	}

	void report(ChaosTable table) {
		table.row("calls to liars", this.calls.get());
		table.row("longest of them", "%.1f s".formatted(this.longest.get() / 1e9));
	}

}
