package io.pluginhost.worker;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.pluginhost.WorkerHealth;
import io.pluginhost.WorkerStatus;
import io.pluginhost.process.ProcessExit;

/**
 * What is published of a worker: its snapshot, then its events. Shows one process, the
 * current or last one. Owned by the worker's loop.
 */
final class WorkerPublication {

	private final CurrentProcess process;

	private final Endings endings;

	private final WorkerEvents events;

	private final AtomicReference<WorkerSnapshot> snapshot;

	private WorkerState state = WorkerState.STOPPED;

	/** The status that listeners were notified of last. */
	private WorkerStatus publishedStatus = WorkerStatus.STOPPED;

	private @Nullable ProcessExit lastExit;

	/** An exit that listeners have not been notified of. */
	private @Nullable LifecycleEvent unpublishedExit;

	private @Nullable Instant nextRestartAt;

	private long restarts;

	private List<String> supportedMethods = List.of();

	private @Nullable WorkerHealth health;

	WorkerPublication(CurrentProcess process, Endings endings, WorkerEvents events,
			AtomicReference<WorkerSnapshot> snapshot) {
		this.process = process;
		this.endings = endings;
		this.events = events;
		this.snapshot = snapshot;
	}

	/**
	 * Invoked when the worker enters a state, before its status is published.
	 */
	void entered(WorkerState next) {
		this.state = next;
		if (next != WorkerState.BACKOFF) {
			this.nextRestartAt = null;
		}
		if (next != WorkerState.RUNNING) {
			this.supportedMethods = List.of();
			this.health = null;
		}
		publishSnapshot();
	}

	WorkerState state() {
		return this.state;
	}

	void publishSnapshot() {
		CrashHistory crashes = this.endings.crashes();
		this.snapshot.set(new WorkerSnapshot(this.state.status(), this.process.generation(), this.process.latest(),
				this.endings.runningSince(), crashes.consecutive(), crashes.total(), this.restarts, crashes.lastAt(),
				crashes.lastReason(), crashes.lastWords(), this.lastExit, this.nextRestartAt, this.supportedMethods,
				this.health));
	}

	void publishStatus(WorkerStatus status) {
		this.events.statusChanged(status, this.publishedStatus);
		this.publishedStatus = status;
	}

	/**
	 * Hold an exit until it is published.
	 */
	void exited(LifecycleEvent event) {
		this.lastExit = event.exit();
		this.unpublishedExit = event;
	}

	/**
	 * Return the exit that is held.
	 */
	LifecycleEvent unpublishedExit() {
		return Objects.requireNonNull(this.unpublishedExit);
	}

	/**
	 * Publish the exit that is held, if one is.
	 */
	void publishExit() {
		if (this.unpublishedExit != null) {
			this.events.exited(Objects.requireNonNull(this.unpublishedExit.exit()));
			this.unpublishedExit = null;
		}
	}

	/**
	 * Publish that the process is ready.
	 * @param recovered whether the worker is running again after a crash
	 */
	void ready(List<String> supportedMethods, boolean recovered) {
		this.supportedMethods = supportedMethods;
		this.restarts += recovered ? 1 : 0;
		publishSnapshot();
		this.events.ready(this.process.generation(), this.process.pid(), recovered);
	}

	List<String> supportedMethods() {
		return this.supportedMethods;
	}

	void updateHealth(WorkerHealth current) {
		WorkerHealth previous = this.health;
		this.health = current;
		publishSnapshot();
		if (previous == null || previous.status() != current.status()
				|| !Objects.equals(previous.message(), current.message())) {
			this.events.healthChanged(current, previous);
		}
	}

	/**
	 * Set when the next start is due, to be published with the next state.
	 */
	void nextRestartAt(@Nullable Instant nextRestartAt) {
		this.nextRestartAt = nextRestartAt;
	}

}
