package io.pluginhost.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginRpcException;
import io.pluginhost.WorkerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Books on calls: how many were made, and what became of each.
 */
final class ChaosCalls {

	/** How many may be open at once. */
	private static final int OPEN = 256;

	private final Semaphore room = new Semaphore(OPEN);

	private final AtomicLong made = new AtomicLong();

	private final AtomicLong results = new AtomicLong();

	private final Map<String, AtomicLong> errors = new ConcurrentSkipListMap<>();

	/** What was no answer to the call, or no error of ours. */
	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	/** How often each call that is open has been settled. */
	private final Map<Long, AtomicInteger> settled = new ConcurrentHashMap<>();

	private final Queue<Long> untilFailure = new ConcurrentLinkedQueue<>();

	/**
	 * Make a call; waits while too many are open.
	 * @param call the call
	 * @param check looks at the result
	 */
	void make(PluginCall call, Consumer<JsonNode> check) {
		this.room.acquireUninterruptibly();
		long number = this.made.incrementAndGet();
		AtomicInteger times = new AtomicInteger();
		this.settled.put(number, times);
		call.retrieveAsync(JsonNode.class).whenComplete((result, failure) -> {
			if (times.incrementAndGet() > 1) {
				this.wrong.add("call " + number + " was settled twice");
			}
			settle(result, failure, check);
			this.settled.remove(number);
			this.room.release();
		});
	}

	/**
	 * Make a call that is never answered, and measure how soon its worker's end ends it.
	 * @param killedAt reading of the clock when the worker is killed
	 */
	void makeInVain(PluginCall call, AtomicLong killedAt) {
		this.made.incrementAndGet();
		call.retrieveAsync(JsonNode.class).whenComplete((result, failure) -> {
			long now = System.nanoTime();
			if (unwrap(failure) instanceof WorkerUnavailableException ex
					&& String.valueOf(ex.getMessage()).contains("signal=SIGKILL") && killedAt.get() != 0) {
				this.untilFailure.add(now - killedAt.get());
			}
			settle(result, failure, (node) -> {
			});
		});
	}

	private void settle(@Nullable JsonNode result, @Nullable Throwable failure, Consumer<JsonNode> check) {
		Throwable cause = unwrap(failure);
		if (cause instanceof PluginRpcException rpc) {
			this.errors.computeIfAbsent(rpc.getClass().getSimpleName() + " " + rpc.code(), (kind) -> new AtomicLong())
				.incrementAndGet();
			return;
		}
		try {
			assertThat(cause).isNull();
			if (result != null) {
				check.accept(result);
			}
			this.results.incrementAndGet();
		}
		catch (AssertionError ex) {
			this.wrong.add(ex.toString());
		}
	}

	private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
		return (failure instanceof CompletionException) ? failure.getCause() : failure;
	}

	boolean areSettled() {
		return this.made.get() == settledOnes();
	}

	private long settledOnes() {
		return this.results.get() + this.errors.values().stream().mapToLong(AtomicLong::get).sum() + this.wrong.size();
	}

	void assertBalanced() {
		assertThat(this.wrong).isEmpty();
		assertThat(this.made.get()).as("calls made").isEqualTo(settledOnes());
		assertThat(this.results.get()).as("results").isPositive();
		assertThat(this.errors).as("errors").isNotEmpty();
	}

	void report(ChaosTable table) {
		table.row("calls made", this.made.get());
		table.row("results", this.results.get());
		this.errors.forEach((kind, count) -> table.row(kind, count.get()));
		long[] times = this.untilFailure.stream().mapToLong(Long::longValue).sorted().toArray();
		if (times.length > 0) {
			table.row("kill -9 to failure of a pending call",
					"%d times, p50 %s, p99 %s".formatted(times.length, millis(times, 0.5), millis(times, 0.99)));
		}
		assertThat(Arrays.stream(times)).allMatch((time) -> time >= 0);
	}

	private static String millis(long[] sorted, double share) {
		long nanos = sorted[(int) Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
		return "%.1f ms".formatted(Duration.ofNanos(nanos).toNanos() / 1e6);
	}

}
