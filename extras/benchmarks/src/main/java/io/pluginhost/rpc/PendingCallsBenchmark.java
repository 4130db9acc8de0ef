package io.pluginhost.rpc;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.pluginhost.concurrent.Timekeeper;

/**
 * Entering a call in the table and taking it out, beside others that wait.
 */
@State(Scope.Benchmark)
public class PendingCallsBenchmark {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final byte[] LINE = {};

	/** How many others wait. */
	@Param({ "0", "500" })
	public int others;

	private final Timekeeper time = new StoppedTime();

	private final PendingCalls calls = new PendingCalls(this.time, (call) -> new IllegalStateException(), (call) -> {
	});

	private long next;

	/**
	 * Let the others wait.
	 */
	@Setup
	public void fill() {
		for (int i = 0; i < this.others; i++) {
			this.calls.add(call(), Integer.MAX_VALUE);
		}
	}

	/**
	 * Enter a call and take it out.
	 * @return the call
	 */
	@Benchmark
	public @Nullable PendingCall addAndRemove() {
		PendingCall call = call();
		this.calls.add(call, Integer.MAX_VALUE);
		return this.calls.remove(call.id());
	}

	private PendingCall call() {
		return PendingCall.ofHost(++this.next, "call", LINE, TIMEOUT, 0);
	}

	/**
	 * A clock that stands still and never rings.
	 */
	private static final class StoppedTime implements Timekeeper {

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public Instant now() {
			return Instant.EPOCH;
		}

		@Override
		public Alarm schedule(Duration delay, Runnable action) {
			return () -> {
			};
		}

	}

}
