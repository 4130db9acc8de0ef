package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.rpc.PendingCall;

/**
 * Says why a worker that does not run cannot take a call, as it is at that moment. Safe
 * for use by any thread; never blocks.
 */
final class UnavailableReasons {

	private final String pluginId;

	private final Timekeeper time;

	private final Supplier<WorkerSnapshot> worker;

	/** What to do about a worker that has never been started. */
	private volatile String neverStarted = "start it first";

	UnavailableReasons(String pluginId, Timekeeper time, Supplier<WorkerSnapshot> worker) {
		this.pluginId = pluginId;
		this.time = time;
		this.worker = worker;
	}

	/**
	 * Set what to do about a worker that has never been started, because something else
	 * is going to start it.
	 */
	void neverStarted(String advice) {
		this.neverStarted = advice;
	}

	/**
	 * Refuse a call of a worker that nobody starts.
	 */
	Throwable notRunning(PendingCall call) {
		WorkerSnapshot snapshot = this.worker.get();
		return refuse(call, snapshot, hint(snapshot, this.time.now()) + cause(snapshot));
	}

	/**
	 * Refuse a call that will not wait for a start that has been asked for, if only by
	 * this call: the worker may not show it yet.
	 */
	Throwable notRunningYet(PendingCall call) {
		WorkerSnapshot snapshot = this.worker.get();
		return refuse(call, snapshot, (snapshot.status() != WorkerStatus.STARTING) ? " (it is being started)" : "");
	}

	private Throwable refuse(PendingCall call, WorkerSnapshot snapshot, String hint) {
		return new WorkerUnavailableException("Plugin '%s' cannot take '%s' while %s%s".formatted(this.pluginId,
				call.method(), snapshot.status(), hint), this.pluginId, call.method(), null);
	}

	/**
	 * Whoever has to wait need not look into the log for the reason. A line of its own,
	 * as it may hold the worker's words, which are not for everybody.
	 */
	private static String cause(WorkerSnapshot snapshot) {
		boolean down = snapshot.status() == WorkerStatus.BACKOFF || snapshot.status() == WorkerStatus.CRASHED;
		return (down && snapshot.lastCrash() != null) ? "\nThe last time it " + snapshot.lastCrash() : "";
	}

	private String hint(WorkerSnapshot snapshot, Instant now) {
		Instant next = snapshot.nextRestartAt();
		if (snapshot.status() == WorkerStatus.BACKOFF && next != null) {
			Duration wait = Duration.between(now, next);
			return " (next start in %s)"
				.formatted((wait.toSeconds() > 0) ? wait.toSeconds() + "s" : Math.max(0, wait.toMillis()) + "ms");
		}
		return switch (snapshot.status()) {
			case CRASHED -> " (it stays down until it is started by hand)";
			case STOPPED -> " (%s)".formatted((snapshot.generation() == 0 && snapshot.totalCrashes() == 0)
					? this.neverStarted : "start it first");
			default -> "";
		};
	}

}
