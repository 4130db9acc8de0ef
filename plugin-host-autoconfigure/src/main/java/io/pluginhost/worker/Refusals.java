package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.Timekeeper;

/**
 * Says why a worker that does not run cannot take a call, as it is at that moment.
 */
final class Refusals {

	private Refusals() {
	}

	static Function<PendingCall, Throwable> of(String pluginId, Timekeeper time, Supplier<WorkerSnapshot> worker) {
		return (call) -> {
			WorkerSnapshot snapshot = worker.get();
			return new WorkerUnavailableException("Plugin '%s' cannot take '%s' while %s%s".formatted(pluginId,
					call.method(), snapshot.status(), hint(snapshot, time.now())), pluginId, call.method(), null);
		};
	}

	private static String hint(WorkerSnapshot snapshot, Instant now) {
		Instant next = snapshot.nextRestartAt();
		if (snapshot.status() == WorkerStatus.BACKOFF && next != null) {
			Duration wait = Duration.between(now, next);
			return " (next start in %s)"
				.formatted((wait.toSeconds() > 0) ? wait.toSeconds() + "s" : Math.max(0, wait.toMillis()) + "ms");
		}
		return switch (snapshot.status()) {
			case CRASHED -> " (it stays down until it is started by hand)";
			case STOPPED -> " (start it first)";
			default -> "";
		};
	}

}
