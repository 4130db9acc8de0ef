package io.pluginhost.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.pluginhost.TimeLimits;

/**
 * The messages that a worker has received, in order. Guarded by itself.
 */
final class ReceivedCalls {

	// Guarded by this
	private final List<TestCall> calls = new ArrayList<>();

	synchronized void add(TestCall call) {
		this.calls.add(call);
		notifyAll();
	}

	synchronized List<TestCall> of(String method) {
		return this.calls.stream().filter((call) -> call.method().equals(method)).toList();
	}

	/**
	 * Wait for a number of calls of a method.
	 * @return the last one
	 */
	synchronized TestCall await(String method, int count, Duration patience) {
		long deadline = System.nanoTime() + TimeLimits.bounded(patience).toNanos();
		List<TestCall> found = of(method);
		while (found.size() < count) {
			long left = (deadline - System.nanoTime()) / 1_000_000;
			if (left <= 0) {
				throw new AssertionError("Expected %d of '%s' within %d s but received %s".formatted(count, method,
						patience.toSeconds(), this.calls));
			}
			try {
				wait(left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted while waiting for '%s'".formatted(method), ex);
			}
			found = of(method);
		}
		return found.get(found.size() - 1);
	}

	synchronized void clear() {
		this.calls.clear();
	}

}
