package io.pluginhost.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorker;
import io.pluginhost.handler.HostMethod;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.testing.PythonWorker;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * However much a worker says, asks or keeps busy: memory and threads are bounded, what
 * comes in order stays in order, and others are answered meanwhile.
 */
@RequiresTool("python3")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("slow")
class FloodIntegrationTests implements WorkerListener {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** What a flood may take, its 8 MB of events or 4 MB of log lines with all around. */
	private static final long ROOM = 40 * Footprint.MEGABYTE;

	private static final int QUARTER_OF_A_GIGABYTE = 256 * 1024 * 1024;

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<Integer> told = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger dropped = new AtomicInteger();

	private final ListeningApplication application = new ListeningApplication(this);

	private final Bystander bystander = new Bystander(this.application.start(PythonWorker.definition("other").build()));

	private long heap;

	@BeforeEach
	void measure() {
		ListeningApplication.silence("plugin.flood", Level.OFF);
		ListeningApplication.silence("io.pluginhost.handler", Level.OFF);
		this.bystander.goesOn();
		this.heap = Footprint.usedHeap();
	}

	@AfterEach
	void theOtherPluginWasAnsweredAllTheTime(TestInfo test) throws InterruptedException {
		this.gate.countDown();
		this.bystander.goesOn();
		this.bystander.close();
		System.out.printf("%s: %s%n", test.getDisplayName(), this.bystander.report());
		this.application.close();
		ListeningApplication.silence("plugin.flood", null);
		ListeningApplication.silence("io.pluginhost.handler", null);
	}

	// ShortText

	@Test
	void aMillionLogNotifications() {
		int count = 1_000_000;
		flood().call("flood").param("kind", "log").param("count", count).timeout(PATIENCE).retrieve();
		// All of it has been read, and the log has not taken one line yet
		assertHeapBounded();
		this.gate.countDown();
		await().atMost(PATIENCE).until(() -> this.told.size() + this.dropped.get() == count);
		assertThat(this.told).isSorted().hasSizeGreaterThan(1000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "" })
	void aQuarterOfAGigabyteOfStderr(String lineEnd) {
		String piece = "x".repeat(1024 - lineEnd.length()) + lineEnd;
		PluginWorker worker = flood();
		worker.call("repeat")
			.param("fd", 2)
			.param("piece", PythonWorker.bytes(piece))
			.param("count", QUARTER_OF_A_GIGABYTE / piece.length())
			.timeout(PATIENCE)
			.retrieve();
		assertHeapBounded();
		worker.call("exit").param("code", 3).retrieveAsync(JsonNode.class);
		await().atMost(PATIENCE).until(() -> worker.diagnostics().totalCrashes() == 1);
		assertThat(worker.diagnostics().stderrExcerpt()).hasSizeLessThanOrEqualTo(8000).contains("xxx");
	}

	// Streams

	@Test
	void twoHundredThousandStreamEventsToASlowListener() {
		int count = 200_000;
		PluginWorker worker = flood();
		CompletableFuture<JsonNode> flood = worker.call("flood")
			.param("kind", "stream")
			.param("count", count)
			.timeout(PATIENCE)
			.retrieveAsync(JsonNode.class);
		// The host reads no further than it has room
		await().atMost(PATIENCE).until(() -> isWaiting("plugin-flood-stdout"));
		assertHeapBounded();
		this.bystander.goesOn();
		this.gate.countDown();
		assertThat(flood).succeedsWithin(PATIENCE);
		await().atMost(PATIENCE).until(() -> this.told.size() == count);
		for (int i = 0; i < count; i++) {
			assertThat(this.told.get(i)).isEqualTo(i);
		}
	}

	// Host calls

	@Test
	void aHundredThousandHostCallsToSlowHandlers() {
		int count = 100_000;
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		PluginWorker worker = flood(PATIENCE, "store", (params, call) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			LockSupport.parkNanos(1_000_000);
			running.decrementAndGet();
			return "stored";
		});
		JsonNode outcome = worker.call("floodHost")
			.param("method", "store")
			.param("count", count)
			.timeout(PATIENCE)
			.retrieve();
		assertThat(outcome.path("answers").intValue()).as("requests with one answer").isEqualTo(count);
		assertThat(outcome.path("outcomes").propertyNames()).containsOnly("result", "-32000");
		assertThat(outcome.path("outcomes").path("result").intValue()).isPositive();
		assertThat(most).hasValueLessThanOrEqualTo(64);
		// Whoever is done hands its place on before it is idle
		assertThat(Footprint.threads("host-handler")).isLessThanOrEqualTo(2 * 64);
		assertHeapBounded();
	}

	@Test
	void handlersThatBlockForEver() {
		PluginWorker worker = flood("block", (params, call) -> {
			this.gate.await();
			return null;
		});
		for (int life = 1; life <= 3; life++) {
			JsonNode outcome = worker.call("floodHost")
				.param("method", "block")
				.param("count", 2000)
				.timeout(PATIENCE)
				.retrieve();
			assertThat(outcome.path("answers").intValue()).isEqualTo(2000);
			assertThat(outcome.path("outcomes").propertyNames()).containsOnly("-32003", "-32000");
			// A call whose time is up before its thread begins leaves its place to
			// another, and the thread that was started for it is idle
			assertThat(Footprint.threads("host-handler")).isLessThanOrEqualTo(2 * 64);
			worker.restart().orTimeout(1, TimeUnit.MINUTES).join();
		}
		assertHeapBounded();
		this.gate.countDown();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(worker.call("work").param("n", 1).retrieve())
				.hasToString("{\"n\":1,\"stored\":1,\"error\":null}"));
	}

	@Test
	void handlersThatThrowErrors() {
		List<Error> errors = List.of(new StackOverflowError(), new OutOfMemoryError("pretended"), new LinkageError(),
				new NeverSeenBefore());
		AtomicInteger calls = new AtomicInteger();
		PluginWorker worker = flood(PATIENCE, "fail", (params, call) -> {
			int number = calls.getAndIncrement();
			if (number % 5 == 4) {
				return recurse(number);
			}
			throw errors.get(number % 5);
		});
		JsonNode outcome = worker.call("floodHost")
			.param("method", "fail")
			.param("count", 1000)
			.timeout(PATIENCE)
			.retrieve();
		assertThat(outcome.path("outcomes")).hasToString("{\"-32603\":1000}");
		assertThat(worker.call("work").param("n", 1).retrieve().path("stored").intValue()).isEqualTo(1);
	}

	@Test
	void handlersThatCallTheirOwnPluginAndWait() {
		PluginWorker worker = flood("callBack",
				(params, call) -> this.application.manager().call("flood", "echo").params(params).retrieve());
		JsonNode outcome = worker.call("floodHost")
			.param("method", "callBack")
			.param("count", 1000)
			.timeout(PATIENCE)
			.retrieve();
		assertThat(outcome.path("outcomes")).hasToString("{\"result\":1000}");
	}

	@Test
	void handlersThatWaitForAWorkerThatWaitsForThem() {
		// Somebody's time is up first, and everybody is free again
		PluginWorker worker = flood("callBack",
				(params, call) -> this.application.manager()
					.call("flood", "silence")
					.timeout(Duration.ofMillis(500))
					.retrieve());
		JsonNode outcome = worker.call("floodHost")
			.param("method", "callBack")
			.param("count", 1000)
			.timeout(PATIENCE)
			.retrieve();
		assertThat(outcome.path("answers").intValue()).isEqualTo(1000);
		assertThat(outcome.path("outcomes").propertyNames()).contains("-32003");
		await().atMost(PATIENCE).until(() -> worker.diagnostics().pendingCalls() == 0);
	}

	@Test
	void requestsWithoutEndFromAWorkerThatReadsNoAnswer() {
		PluginWorker worker = flood();
		worker.call("floodDeaf").param("method", "nonsense").timeout(PATIENCE).retrieveAsync(JsonNode.class);
		await().atMost(PATIENCE).until(() -> worker.diagnostics().totalCrashes() > 0);
		assertThat(worker.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
		assertHeapBounded();
	}

	private PluginWorker flood() {
		return flood("nothing", (params, call) -> null);
	}

	private PluginWorker flood(String method, HostMethod handler) {
		return flood(Duration.ofSeconds(1), method, handler);
	}

	private PluginWorker flood(Duration hostCallTimeout, String method, HostMethod handler) {
		return this.application.start(PythonWorker.definition("flood")
			.handler("store", (params, call) -> params.path("n"))
			.handler(method, handler)
			.hostCallTimeout(hostCallTimeout)
			.shutdownDrain(Duration.ofSeconds(2))
			.build());
	}

	private void assertHeapBounded() {
		assertThat(Footprint.usedHeap() - this.heap).isLessThan(ROOM);
	}

	private static boolean isWaiting(String thread) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((one) -> one.getName().equals(thread) && one.getState() == Thread.State.WAITING);
	}

	private static int recurse(int depth) {
		return recurse(depth + 1) + 1;
	}

	// What listeners hear, as slowly as they can

	@Override
	public void onLogLine(WorkerLogLine line) {
		if (!line.pluginId().equals("flood")) {
			return;
		}
		pass();
		String message = line.message();
		if (message.endsWith("faster than they could be logged")) {
			this.dropped.addAndGet(Integer.parseInt(message.split(" ")[0]));
		}
		else if (Character.isDigit(message.charAt(0))) {
			this.told.add(Integer.valueOf(message));
		}
	}

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		pass();
		this.told.add(event.event().intValue());
	}

	private void pass() {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * An error nobody has thought of.
	 */
	private static final class NeverSeenBefore extends Error {

	}

}
