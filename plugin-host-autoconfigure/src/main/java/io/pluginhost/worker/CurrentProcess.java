package io.pluginhost.worker;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.session.ProcessSession;

/**
 * The process of a worker: the current one, or the last until the next is spawned, with
 * its watches. Answers whether it is still there. A worker has one process at a time.
 * Owned by the worker's loop.
 */
final class CurrentProcess {

	private final PluginDefinition definition;

	private final WorkerProtocol protocol;

	private final SessionFactory sessions;

	private final Timekeeper time;

	private final EventQueue events;

	private long generation;

	/** The latest process whose exit has been handled. */
	private long exitHandled;

	private @Nullable ProcessSession session;

	private @Nullable ProcessWatches watches;

	/** Whether a process has blocked a write that could not block. */
	private boolean tampers;

	CurrentProcess(PluginDefinition definition, WorkerProtocol protocol, SessionFactory sessions, Timekeeper time,
			EventQueue events) {
		this.definition = definition;
		this.protocol = protocol;
		this.sessions = sessions;
		this.time = time;
		this.events = events;
	}

	/**
	 * Take a process that has been spawned.
	 * @param state the state of the worker
	 */
	ProcessSession adopt(WorkerProcess process, WorkerState state) {
		long current = ++this.generation;
		if (this.tampers) {
			process.stdin().credit().forbid();
		}
		ProcessSession adopted = this.sessions.create(current, process, new SessionEvents(current));
		this.session = adopted;
		this.watches = new ProcessWatches(adopted, this.definition, this.protocol, this.time, this.events,
				(fault) -> this.events.handle(LifecycleEvent.faulted(current, fault)),
				(health) -> this.events.handle(LifecycleEvent.healthChecked(current, health)),
				() -> onBlockedWrite(adopted));
		this.watches.entered(state);
		return adopted;
	}

	/**
	 * Invoked when the worker enters a state.
	 */
	void entered(WorkerState state) {
		if (this.watches != null) {
			this.watches.entered(state);
		}
	}

	/**
	 * Return whether an event comes from a process that is no longer the current one.
	 */
	boolean isStale(LifecycleEvent event) {
		return event.generation() != 0 && event.generation() != this.generation;
	}

	/**
	 * Invoked when the exit of the process is being handled.
	 */
	void exitHandled() {
		this.exitHandled = this.generation;
	}

	/**
	 * Return whether the process is gone although its exit has not been handled. If no
	 * event says so, it is posted now.
	 */
	boolean isGone() {
		return isExitUnhandled() && (session().hasExited() || session().process().isGone());
	}

	/**
	 * Return whether an exit is due that no deadline of the present state should precede.
	 */
	boolean isExitDue() {
		return isGone() || (isExitUnhandled() && session().process().isKillUnderway());
	}

	private boolean isExitUnhandled() {
		return this.session != null && this.exitHandled != this.generation;
	}

	/**
	 * Return whether the operating system is still to start the process that is waited
	 * for.
	 */
	boolean isSpawning() {
		return this.session == null || this.session.hasExited();
	}

	/**
	 * Return whether a process is the current one.
	 */
	boolean is(WorkerProcess process) {
		return this.session != null && this.session.process() == process;
	}

	long generation() {
		return this.generation;
	}

	@Nullable ProcessSession latest() {
		return this.session;
	}

	ProcessSession session() {
		return Objects.requireNonNull(this.session);
	}

	long pid() {
		return session().process().pid();
	}

	void closeStdin() {
		session().process().stdin().end();
	}

	/**
	 * Close stdin as soon as nothing is open between worker and host.
	 */
	void closeStdinOnceIdle() {
		Objects.requireNonNull(this.watches).closeStdinOnceIdle();
	}

	void terminate() {
		closeStdin();
		session().process().terminate();
	}

	void kill() {
		session().process().kill();
	}

	/**
	 * The worker tampers with its pipe: in any state, only its end ends the write.
	 */
	private void onBlockedWrite(ProcessSession blocked) {
		if (this.session == blocked) {
			this.tampers = true;
			this.events.handle(LifecycleEvent.faulted(this.generation, CrashReason.STDIN_BLOCKED));
			kill();
		}
	}

	/**
	 * Posts what becomes of one process.
	 */
	private final class SessionEvents implements ProcessSession.Observer {

		private final long generation;

		SessionEvents(long generation) {
			this.generation = generation;
		}

		@Override
		public void pipeClosed(CrashReason which) {
			CurrentProcess process = CurrentProcess.this;
			process.events.execute(() -> {
				if (this.generation == process.generation && process.watches != null) {
					process.watches.pipeClosed(which);
				}
			});
		}

		@Override
		public void orphaned() {
			CurrentProcess.this.events.post(LifecycleEvent.orphaned(this.generation));
		}

		@Override
		public void readingFailed(Throwable reason) {
			CurrentProcess.this.events.post(LifecycleEvent.unreadable(this.generation, reason));
		}

		@Override
		public void exited(ProcessExit exit) {
			CurrentProcess.this.events.post(LifecycleEvent.exited(this.generation, exit));
		}

	}

}
