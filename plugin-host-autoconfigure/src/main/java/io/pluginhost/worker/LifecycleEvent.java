package io.pluginhost.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.WorkerHealth;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.WorkerProcess;

/**
 * Something that happened to a worker, with what is known of it.
 *
 * @param type what happened
 * @param generation which process it comes from, or 0 if from none
 * @param future completes with the outcome of a requested start or stop
 * @param byOperator whether an operator requests a start, and not code
 * @param process the process that was spawned
 * @param exit how a process ended
 * @param supportedMethods the methods that the worker says it supports
 * @param health the answer to a health check
 * @param fault what the worker did wrong
 * @param error why a process was not spawned or not initialized, or cannot be read
 */
record LifecycleEvent(LifecycleEventType type, long generation, @Nullable CompletableFuture<Void> future,
		boolean byOperator, @Nullable WorkerProcess process, @Nullable ProcessExit exit,
		@Nullable List<String> supportedMethods, @Nullable WorkerHealth health, @Nullable CrashReason fault,
		@Nullable Throwable error) {

	private static LifecycleEvent of(LifecycleEventType type, long generation) {
		return of(type, generation, null, null);
	}

	private static LifecycleEvent of(LifecycleEventType type, long generation, @Nullable CrashReason fault,
			@Nullable Throwable error) {
		return new LifecycleEvent(type, generation, null, false, null, null, null, null, fault, error);
	}

	static LifecycleEvent start(@Nullable CompletableFuture<Void> future) {
		return start(future, false);
	}

	static LifecycleEvent start(@Nullable CompletableFuture<Void> future, boolean byOperator) {
		return new LifecycleEvent(LifecycleEventType.START, 0, future, byOperator, null, null, null, null, null, null);
	}

	static LifecycleEvent standBy() {
		return of(LifecycleEventType.STANDBY, 0);
	}

	static LifecycleEvent called() {
		return of(LifecycleEventType.CALLED, 0);
	}

	static LifecycleEvent stop(@Nullable CompletableFuture<Void> future) {
		return new LifecycleEvent(LifecycleEventType.STOP, 0, future, false, null, null, null, null, null, null);
	}

	static LifecycleEvent deadline() {
		return of(LifecycleEventType.DEADLINE, 0);
	}

	static LifecycleEvent spawned(WorkerProcess process) {
		return new LifecycleEvent(LifecycleEventType.SPAWNED, 0, null, false, process, null, null, null, null, null);
	}

	static LifecycleEvent spawnFailed(Throwable error) {
		return of(LifecycleEventType.SPAWN_FAILED, 0, null, error);
	}

	static LifecycleEvent initialized(long generation, List<String> supportedMethods) {
		return new LifecycleEvent(LifecycleEventType.INITIALIZED, generation, null, false, null, null, supportedMethods,
				null, null, null);
	}

	static LifecycleEvent refused(long generation, Throwable error) {
		return of(LifecycleEventType.REFUSED, generation, null, error);
	}

	static LifecycleEvent healthChecked(long generation, WorkerHealth health) {
		return new LifecycleEvent(LifecycleEventType.HEALTH_CHECKED, generation, null, false, null, null, null, health,
				null, null);
	}

	static LifecycleEvent faulted(long generation, CrashReason fault) {
		return of(LifecycleEventType.FAULTED, generation, fault, null);
	}

	static LifecycleEvent unreadable(long generation, Throwable error) {
		return of(LifecycleEventType.FAULTED, generation, CrashReason.STDOUT_CLOSED, error);
	}

	static LifecycleEvent noDump(long generation) {
		return of(LifecycleEventType.NO_DUMP, generation);
	}

	static LifecycleEvent shutdownRefused(long generation) {
		return of(LifecycleEventType.SHUTDOWN_REFUSED, generation);
	}

	static LifecycleEvent orphaned(long generation) {
		return of(LifecycleEventType.ORPHANED, generation);
	}

	static LifecycleEvent exited(long generation, ProcessExit exit) {
		return new LifecycleEvent(LifecycleEventType.EXITED, generation, null, false, null, exit, null, null, null,
				null);
	}

}
