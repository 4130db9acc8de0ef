package io.pluginhost.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.testing.OrdinaryUser;
import io.pluginhost.testing.PythonWorker;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sixteen workers at full speed in both directions, and everything goes wrong all the
 * time, beside some that lie about what they have read. In the end every call has had its
 * one outcome, and nothing is left of it all.
 * <p>
 * How long it takes is said by {@code plugin-host.chaos.duration}; a seed that
 * {@code plugin-host.chaos.seed} repeats makes the same choices, though not at the same
 * moments.
 */
@RequiresTool("python3")
@Tag("slow")
class ChaosIntegrationTests {

	static final String BEGIN = "Chaos begins";

	static final String END = "Chaos is over";

	private static final int WORKERS = 16;

	private static final int CALLERS = 3;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final Duration DURATION = DurationStyle
		.detectAndParse(System.getProperty("plugin-host.chaos.duration", "15s"));

	private static final long MAY_STAY = 8 * Footprint.MEGABYTE;

	private final long seed = Long.getLong("plugin-host.chaos.seed", System.nanoTime());

	private final ChaosStory story = new ChaosStory();

	private final ChaosCalls calls = new ChaosCalls();

	private final ChaosLiars liars = new ChaosLiars();

	private final AtomicLong hostCalls = new AtomicLong();

	private final Map<ChaosFault, Integer> faults = new EnumMap<>(ChaosFault.class);

	private final List<PluginWorker> workers = new ArrayList<>();

	private volatile boolean calm;

	@BeforeEach
	void silence() {
		ListeningApplication.silence("io.pluginhost", Level.OFF);
		ListeningApplication.silence("plugin", Level.OFF);
	}

	@AfterEach
	void speak() {
		ListeningApplication.silence("io.pluginhost", null);
		ListeningApplication.silence("plugin", null);
	}

	@Test
	@RequiresTool("prlimit")
	void everyCallHasOneOutcomeThoughThreadsRunOut() throws Exception {
		// The same, while the host has no thread left again and again
		Random random = new Random(this.seed);
		try (OrdinaryUser user = new OrdinaryUser()) {
			Process chaos = ShortOfThreadsHost
				.start(user, ShortOfThreadsChaos.class, "-Dplugin-host.chaos.seed=" + this.seed,
						"-Dplugin-host.chaos.duration=" + DURATION.toMillis() + "ms",
						"-Dplugin-host.chaos.threads-run-out=true", "-Xlog:os+thread=off",
						"-D" + PythonWorker.BY_SHELL + "=true")
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			ShortOfThreadsChaos.awaitLine(chaos, BEGIN);
			long end = System.nanoTime() + DURATION.toNanos();
			int shortages = 0;
			while (System.nanoTime() < end && chaos.isAlive()) {
				user.limitThreads(chaos, Math.max(1, user.threads() - 20 + random.nextInt(30)));
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1000)));
				user.unlimitThreads(chaos);
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500)));
				shortages++;
			}
			ShortOfThreadsChaos.awaitLine(chaos, END);
			System.out.printf("Threads ran out %d times%n", shortages);
			assertThat(chaos.waitFor()).as("chaos").isZero();
		}
	}

	@Test
	void everyCallHasOneOutcomeAndNothingIsLeft() throws InterruptedException {
		System.out.printf("Chaos for %s, -Dplugin-host.chaos.seed=%d%n", DURATION, this.seed);
		long threads = Footprint.threads("");
		try (ListeningApplication application = new ListeningApplication(this.story)) {
			for (int i = 0; i < WORKERS; i++) {
				this.workers.add(application.start(definition("worker-" + i)));
			}
			this.liars.start(application);
			// What is used for the first time stays: classes, buffers, threads for all
			rage(Duration.ofSeconds(5), this.seed + 1, () -> {
			});
			Footprint before = stopAndMeasure();
			this.workers.forEach(PluginWorker::start);
			this.liars.startAgain();
			rage(DURATION, this.seed, () -> System.out.println(BEGIN));
			Footprint after = stopAndMeasure();
			report(before, after);
			this.calls.assertBalanced();
			this.liars.assertNoCallerWasHeld();
			this.workers.forEach((worker) -> this.story.assertTrue(worker.diagnostics()));
			assertThat(after.children()).as("processes").isEqualTo(before.children());
			assertThat(after.threads()).as("threads").isEqualTo(before.threads());
			assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors());
			assertThat(after.heap() - before.heap()).as("heap").isLessThan(MAY_STAY);
			System.out.println(END);
		}
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(Footprint.threads("")).as("threads").isLessThanOrEqualTo(threads));
	}

	private PluginDefinition definition(String id) {
		return PythonWorker.definition(id, "stream")
			.rpcTimeout(Duration.ofSeconds(2))
			.initializeTimeout(Duration.ofSeconds(20))
			.restartInitialDelay(Duration.ofMillis(10))
			.restartMaxDelay(Duration.ofMillis(200))
			.restartMaxRestarts(-1)
			.healthCheckInterval(Duration.ofMillis(500))
			.healthCheckTimeout(Duration.ofMillis(500))
			.healthCheckBusyLimit(Duration.ofSeconds(1))
			.writeStallTimeout(Duration.ofSeconds(2))
			.hostCallTimeout(Duration.ofSeconds(2))
			.shutdownDrain(Duration.ofMillis(500))
			.shutdownTermGrace(Duration.ofMillis(500))
			.handler("store", (params, call) -> {
				this.hostCalls.incrementAndGet();
				return params.path("n");
			})
			.build();
	}

	/**
	 * Call and strike for so long.
	 * @param begun invoked once all that call are there
	 */
	private void rage(Duration duration, long seed, Runnable begun) throws InterruptedException {
		this.calm = false;
		long end = System.nanoTime() + duration.toNanos();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			Random random = new Random(seed * 31 + i);
			threads.add(new Thread(() -> callOn(random), "caller-" + i));
		}
		threads.addAll(this.liars.callers(() -> this.calm));
		threads.forEach(Thread::start);
		begun.run();
		Random random = new Random(seed);
		while (System.nanoTime() < end) {
			ChaosFault fault = ChaosFault.values()[random.nextInt(ChaosFault.values().length)];
			this.faults.merge(fault, 1, Integer::sum);
			fault.strike(any(random), this.calls, random);
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(100)));
		}
		this.calm = true;
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private void callOn(Random random) {
		while (!this.calm) {
			int number = random.nextInt();
			PluginWorker worker = any(random);
			if (random.nextInt(4) == 0) {
				this.calls.make(worker.call("echo").param("n", number),
						(result) -> assertThat(result.path("n").intValue()).isEqualTo(number));
			}
			else {
				this.calls.make(worker.call("work").param("n", number).param("events", 3).scope("acme"), (result) -> {
					assertThat(result.path("n").intValue()).isEqualTo(number);
					assertThat(result.path("stored").isNull() || result.path("stored").intValue() == number).isTrue();
				});
			}
			if (random.nextInt(10) == 0) {
				worker.send("nothing", null);
			}
		}
	}

	private PluginWorker any(Random random) {
		return this.workers.get(random.nextInt(this.workers.size()));
	}

	private Footprint stopAndMeasure() {
		this.liars.stop().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		CompletableFuture.allOf(this.workers.stream().map(PluginWorker::stop).toArray(CompletableFuture[]::new))
			.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
			.join();
		await().atMost(PATIENCE).until(this.calls::areSettled);
		await().atMost(PATIENCE)
			.until(() -> this.workers.stream().allMatch((worker) -> this.story.isComplete(worker.diagnostics())));
		await().atMost(PATIENCE).until(() -> Footprint.threads("worker-") <= WORKERS);
		return Footprint.take();
	}

	private void report(Footprint before, Footprint after) {
		ChaosTable table = new ChaosTable();
		table.row("workers", WORKERS);
		this.calls.report(table);
		table.row("calls of the host by workers", this.hostCalls.get());
		this.story.report(table);
		this.liars.report(table);
		table.row("faults", this.faults.values().stream().mapToLong(Integer::longValue).sum());
		this.faults.forEach((fault, count) -> table.row("faults: " + fault, count));
		table.row("heap before and after", "%.1f MB, %.1f MB".formatted(before.heap() / (double) Footprint.MEGABYTE,
				after.heap() / (double) Footprint.MEGABYTE));
		table.row("threads of plugins before and after", before.threads() + ", " + after.threads());
		table.row("descriptors before and after", before.descriptors() + ", " + after.descriptors());
		table.row("processes before and after", before.children() + ", " + after.children());
		System.out.println(table);
	}

}
