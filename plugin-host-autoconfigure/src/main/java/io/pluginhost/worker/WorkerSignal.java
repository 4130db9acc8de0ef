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
 * @param trigger what happened
 * @param generation which process it comes from, or 0 if from none
 * @param future whom to tell how a start or stop went
 * @param process the process that was spawned
 * @param exit how a process ended
 * @param answer the methods the worker says it supports
 * @param error why a process was not spawned or not initialized, or cannot be heard
 * @param fault what the worker did wrong
 * @param byOperator whether an operator asks for a start, and not code
 */
record WorkerSignal(WorkerTrigger trigger, long generation, @Nullable CompletableFuture<Void> future,
		@Nullable WorkerProcess process, @Nullable ProcessExit exit, @Nullable List<String> answer,
		@Nullable Throwable error, @Nullable CrashReason fault, boolean byOperator) {

	private WorkerSignal(WorkerTrigger trigger, long generation, @Nullable CompletableFuture<Void> future,
			@Nullable WorkerProcess process, @Nullable ProcessExit exit, @Nullable List<String> answer,
			@Nullable Throwable error, @Nullable CrashReason fault) {
		this(trigger, generation, future, process, exit, answer, error, fault, false);
	}

	static WorkerSignal start(@Nullable CompletableFuture<Void> future) {
		return start(future, false);
	}

	static WorkerSignal start(@Nullable CompletableFuture<Void> future, boolean byOperator) {
		return new WorkerSignal(WorkerTrigger.START, 0, future, null, null, null, null, null, byOperator);
	}

	static WorkerSignal standBy() {
		return new WorkerSignal(WorkerTrigger.STANDBY, 0, null, null, null, null, null, null);
	}

	static WorkerSignal called() {
		return new WorkerSignal(WorkerTrigger.CALLED, 0, null, null, null, null, null, null);
	}

	static WorkerSignal stop(@Nullable CompletableFuture<Void> future) {
		return new WorkerSignal(WorkerTrigger.STOP, 0, future, null, null, null, null, null);
	}

	static WorkerSignal deadline() {
		return new WorkerSignal(WorkerTrigger.DEADLINE, 0, null, null, null, null, null, null);
	}

	static WorkerSignal spawned(WorkerProcess process) {
		return new WorkerSignal(WorkerTrigger.SPAWNED, 0, null, process, null, null, null, null);
	}

	static WorkerSignal spawnFailed(Throwable error) {
		return new WorkerSignal(WorkerTrigger.SPAWN_FAILED, 0, null, null, null, null, error, null);
	}

	static WorkerSignal initialized(long generation, List<String> supportedMethods) {
		return new WorkerSignal(WorkerTrigger.INITIALIZED, generation, null, null, null, supportedMethods, null, null);
	}

	static WorkerSignal refused(long generation, Throwable error) {
		return new WorkerSignal(WorkerTrigger.REFUSED, generation, null, null, null, null, error, null);
	}

	static WorkerSignal faulted(long generation, CrashReason fault) {
		return new WorkerSignal(WorkerTrigger.FAULTED, generation, null, null, null, null, null, fault);
	}

	static WorkerSignal shutdownRefused(long generation) {
		return new WorkerSignal(WorkerTrigger.SHUTDOWN_REFUSED, generation, null, null, null, null, null, null);
	}

	static WorkerSignal orphaned(long generation) {
		return new WorkerSignal(WorkerTrigger.ORPHANED, generation, null, null, null, null, null, null);
	}

	static WorkerSignal unheard(long generation, Throwable error) {
		return new WorkerSignal(WorkerTrigger.FAULTED, generation, null, null, null, null, error,
				CrashReason.STDOUT_CLOSED);
	}

	static WorkerSignal noDump(long generation) {
		return new WorkerSignal(WorkerTrigger.NO_DUMP, generation, null, null, null, null, null, null);
	}

	static WorkerSignal exited(long generation, ProcessExit exit) {
		return new WorkerSignal(WorkerTrigger.EXITED, generation, null, null, exit, null, null, null);
	}

}
