package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.call.UnavailableReasons;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.rpc.PendingCall;

/**
 * Explains by a worker's status why it cannot take a call.
 */
final class StatusReasons implements UnavailableReasons {

	private final String pluginId;

	private final Timekeeper time;

	private final Supplier<WorkerSnapshot> worker;

	/** What to do about a worker that has never been started. */
	private final String beforeStart;

	StatusReasons(String pluginId, String beforeStart, Timekeeper time, Supplier<WorkerSnapshot> worker) {
		this.pluginId = pluginId;
		this.beforeStart = beforeStart;
		this.time = time;
		this.worker = worker;
	}

	@Override
	public Throwable notRunning(PendingCall call) {
		WorkerSnapshot snapshot = this.worker.get();
		return refuse(call, snapshot, hint(snapshot, this.time.now()) + cause(snapshot));
	}

	@Override
	public Throwable notRunningYet(PendingCall call) {
		WorkerSnapshot snapshot = this.worker.get();
		return refuse(call, snapshot, (snapshot.status() != WorkerStatus.STARTING) ? " (it is being started)" : "");
	}

	private Throwable refuse(PendingCall call, WorkerSnapshot snapshot, String hint) {
		return new WorkerUnavailableException("Plugin '%s' cannot take '%s' while %s%s".formatted(this.pluginId,
				call.method(), snapshot.status(), hint), this.pluginId, call.method(), null);
	}

	/**
	 * Return the last crash, which spares the caller a look into the log. On a line of
	 * its own, as it may hold the worker's words, which must not be shown to everyone.
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
			case STOPPED -> " (%s)".formatted(
					(snapshot.generation() == 0 && snapshot.totalCrashes() == 0) ? this.beforeStart : "start it first");
			default -> "";
		};
	}

}
