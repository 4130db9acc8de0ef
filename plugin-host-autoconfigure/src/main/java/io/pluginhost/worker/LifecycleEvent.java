package io.pluginhost.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.WorkerProcess;

/**
 * Something that happened to a worker, with what is known of it.
 *
 * @param type what happened
 * @param generation which process it comes from, or 0 if from none
 * @param future whom to tell how a start or stop went
 * @param process the process that was spawned
 * @param exit how a process ended
 * @param answer the methods the worker says it supports
 * @param error why a process was not spawned or not initialized, or cannot be heard
 * @param fault what the worker did wrong
 * @param byOperator whether an operator asks for a start, and not code
 */
record LifecycleEvent(LifecycleEventType type, long generation, @Nullable CompletableFuture<Void> future,
		@Nullable WorkerProcess process, @Nullable ProcessExit exit, @Nullable List<String> answer,
		@Nullable Throwable error, @Nullable CrashReason fault, boolean byOperator) {

	private LifecycleEvent(LifecycleEventType type, long generation, @Nullable CompletableFuture<Void> future,
			@Nullable WorkerProcess process, @Nullable ProcessExit exit, @Nullable List<String> answer,
			@Nullable Throwable error, @Nullable CrashReason fault) {
		this(type, generation, future, process, exit, answer, error, fault, false);
	}

	static LifecycleEvent start(@Nullable CompletableFuture<Void> future) {
		return start(future, false);
	}

	static LifecycleEvent start(@Nullable CompletableFuture<Void> future, boolean byOperator) {
		return new LifecycleEvent(LifecycleEventType.START, 0, future, null, null, null, null, null, byOperator);
	}

	static LifecycleEvent standBy() {
		return new LifecycleEvent(LifecycleEventType.STANDBY, 0, null, null, null, null, null, null);
	}

	static LifecycleEvent called() {
		return new LifecycleEvent(LifecycleEventType.CALLED, 0, null, null, null, null, null, null);
	}

	static LifecycleEvent stop(@Nullable CompletableFuture<Void> future) {
		return new LifecycleEvent(LifecycleEventType.STOP, 0, future, null, null, null, null, null);
	}

	static LifecycleEvent deadline() {
		return new LifecycleEvent(LifecycleEventType.DEADLINE, 0, null, null, null, null, null, null);
	}

	static LifecycleEvent spawned(WorkerProcess process) {
		return new LifecycleEvent(LifecycleEventType.SPAWNED, 0, null, process, null, null, null, null);
	}

	static LifecycleEvent spawnFailed(Throwable error) {
		return new LifecycleEvent(LifecycleEventType.SPAWN_FAILED, 0, null, null, null, null, error, null);
	}

	static LifecycleEvent initialized(long generation, List<String> supportedMethods) {
		return new LifecycleEvent(LifecycleEventType.INITIALIZED, generation, null, null, null, supportedMethods, null,
				null);
	}

	static LifecycleEvent refused(long generation, Throwable error) {
		return new LifecycleEvent(LifecycleEventType.REFUSED, generation, null, null, null, null, error, null);
	}

	static LifecycleEvent faulted(long generation, CrashReason fault) {
		return new LifecycleEvent(LifecycleEventType.FAULTED, generation, null, null, null, null, null, fault);
	}

	static LifecycleEvent shutdownRefused(long generation) {
		return new LifecycleEvent(LifecycleEventType.SHUTDOWN_REFUSED, generation, null, null, null, null, null, null);
	}

	static LifecycleEvent orphaned(long generation) {
		return new LifecycleEvent(LifecycleEventType.ORPHANED, generation, null, null, null, null, null, null);
	}

	static LifecycleEvent unheard(long generation, Throwable error) {
		return new LifecycleEvent(LifecycleEventType.FAULTED, generation, null, null, null, null, error,
				CrashReason.STDOUT_CLOSED);
	}

	static LifecycleEvent noDump(long generation) {
		return new LifecycleEvent(LifecycleEventType.NO_DUMP, generation, null, null, null, null, null, null);
	}

	static LifecycleEvent exited(long generation, ProcessExit exit) {
		return new LifecycleEvent(LifecycleEventType.EXITED, generation, null, null, exit, null, null, null);
	}

}
