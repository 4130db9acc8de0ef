package io.pluginhost.worker;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.call.CallGate;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.session.ProcessSession;

/**
 * The actions of {@link WorkerLifecycle}: what one worker does about an event. Owned by
 * the worker's loop. No action blocks: the spawner's thread spawns, alarms wait.
 */
final class WorkerActions {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final PluginDefinition definition;

	private final EventQueue events;

	private final ProcessSpawner spawner;

	private final CurrentProcess process;

	private final WorkerRequests requests;

	private final StartPermit permit;

	private final Endings endings;

	private final CallGate gate;

	private final ConfigUpdates updates;

	private final WorkerEvents listeners;

	private final WorkerPublication publication;

	/** Whether the worker has crashed and is not running again. */
	private boolean recovering;

	WorkerActions(PluginDefinition definition, EventQueue events, ProcessSpawner spawner, CurrentProcess process,
			WorkerRequests requests, StartPermit permit, Endings endings, CallGate gate, ConfigUpdates updates,
			WorkerEvents listeners, WorkerPublication publication) {
		this.definition = definition;
		this.events = events;
		this.spawner = spawner;
		this.process = process;
		this.requests = requests;
		this.permit = permit;
		this.endings = endings;
		this.gate = gate;
		this.updates = updates;
		this.listeners = listeners;
		this.publication = publication;
	}

	private WorkerState state() {
		return this.publication.state();
	}

	// States

	/**
	 * Invoked by the state machine when a state is entered.
	 */
	void entered(WorkerState next) {
		this.endings.entered(next);
		this.process.entered(next);
		this.publication.entered(next);
		if (next == WorkerState.STOPPED) {
			this.permit.stopped();
		}
		if (next == WorkerState.LAZY) {
			this.gate.standBy();
			return;
		}
		switch (next.status()) {
			case STARTING -> this.gate.keep();
			case RUNNING -> {
				// Opened once the snapshot and the events of the ready worker are out
			}
			default -> this.gate.close();
		}
		this.updates.entered(next);
		if (next != WorkerState.EXIT_PENDING) {
			this.publication.publishExit();
		}
		this.publication.publishStatus(next.status());
	}

	/**
	 * Return whether an exit is due that no deadline should precede.
	 */
	boolean isExitDue() {
		return this.process.isExitDue();
	}

	// Starting

	void standBy(LifecycleEvent event) {
		logger.debug("Plugin '{}' is started by its next call", this.definition.id());
	}

	/**
	 * Start now, or as soon as the last start is long enough ago. Crashes remain counted,
	 * except for an operator's start and for the first one after a final state.
	 */
	WorkerState startOrDelay(LifecycleEvent event) {
		this.requests.starts().add(event.future());
		if (event.byOperator() || this.requests.pace().isFirstAfterFinalState()) {
			this.endings.crashes().reset();
		}
		Duration wait = this.requests.waitFor(event);
		if (wait.isZero()) {
			this.recovering = false;
			spawn(event);
			return WorkerState.SPAWNING;
		}
		if (state() == WorkerState.BACKOFF) {
			this.requests.delayByAtMost(wait);
		}
		else {
			this.requests.delayBy(wait);
		}
		if (state() == WorkerState.BACKOFF || state() == WorkerState.CRASHED) {
			this.publication.nextRestartAt(this.requests.delayedUntil());
			return WorkerState.BACKOFF;
		}
		this.recovering = false;
		this.listeners.startDelayed(this.requests.delay(), this.definition.restart().initialDelay());
		return WorkerState.START_DELAYED;
	}

	void spawn(LifecycleEvent event) {
		this.requests.started();
		this.endings.spawning();
		this.spawner.spawn(this.events::post);
	}

	void joinStart(LifecycleEvent event) {
		this.requests.starts().add(event.future());
	}

	void confirmStart(LifecycleEvent event) {
		joinStart(event);
		this.requests.starts().complete();
	}

	void startAfterStop(LifecycleEvent event) {
		this.requests.addStartAfterStop(event);
	}

	/**
	 * Refuse a start, unless the process is gone although no event says so yet.
	 */
	void refuseStart(LifecycleEvent event) {
		if (this.process.isGone()) {
			startAfterStop(event);
		}
		else {
			failStart(event, unkillable());
		}
	}

	void failStart(LifecycleEvent event, Throwable reason) {
		joinStart(event);
		this.requests.starts().fail(reason);
	}

	/** Fail the start; the process is still adopted once it is spawned. */
	void reportSlowSpawn(LifecycleEvent event) {
		this.listeners.spawnIsSlow(this.definition.initializeTimeout());
		this.requests.starts()
			.fail(unavailable(
					"did not start within its initialize-timeout: the operating system is still busy starting "
							+ "its process"));
	}

	void initialize(LifecycleEvent event) {
		ProcessSession session = adopt(event);
		long current = session.generation();
		session.initialize(this.updates.currentConfig(),
				(supported) -> this.events.post(LifecycleEvent.initialized(current, supported)),
				(reason) -> this.events.post(LifecycleEvent.refused(current, reason)));
	}

	private ProcessSession adopt(LifecycleEvent event) {
		this.listeners.spawned();
		return this.process.adopt(Objects.requireNonNull(event.process()), state());
	}

	void becomeReady(LifecycleEvent event) {
		List<String> supportedMethods = Objects.requireNonNull(event.supportedMethods());
		this.endings.initializeTimeout().sufficed();
		this.publication.ready(supportedMethods, this.recovering);
		this.recovering = false;
		this.gate.open(this.process.session().connection());
		this.requests.starts().complete();
		this.updates.running(supportedMethods);
	}

	void updateHealth(LifecycleEvent event) {
		this.publication.updateHealth(Objects.requireNonNull(event.health()));
	}

	// Crashing

	/** The worker cannot be used: what is left of its start is to end the process. */
	void abort(LifecycleEvent event) {
		if (event.error() != null) {
			this.endings.foundFault(CrashReason.INITIALIZE_FAILED, event.error());
		}
		else {
			this.endings.initializeTimedOut();
		}
		this.process.kill();
	}

	/** A process that hangs writes a thread dump, if it can, before it is killed. */
	WorkerState dumpOrKillFaulty(LifecycleEvent event) {
		if (event.fault() == CrashReason.UNRESPONSIVE) {
			reportFault(event);
			long current = this.process.generation();
			this.process.session().dumpThreads(() -> this.events.post(LifecycleEvent.noDump(current)));
			return WorkerState.DUMPING;
		}
		killFaulty(event);
		return WorkerState.KILLING_FAULTY;
	}

	void killFaulty(LifecycleEvent event) {
		reportFault(event);
		this.process.kill();
	}

	private void reportFault(LifecycleEvent event) {
		CrashReason fault = Objects.requireNonNull(event.fault());
		ProcessSession session = this.process.session();
		this.endings.foundFault(fault, event.error());
		this.listeners.killingFaulty(fault, this.process.pid(), session.callsInFlight(), session.stderrExcerpt());
	}

	void reportUnkillable(LifecycleEvent event) {
		this.listeners.unkillable(this.process.pid());
		this.requests.starts().fail(unkillable());
	}

	/**
	 * The process is gone, and not by the host's doing: a crash, unless the host ends
	 * too.
	 */
	WorkerState onUnexpectedExit(LifecycleEvent event) {
		ProcessExit exit = Objects.requireNonNull(event.exit());
		if (this.endings.isHostClosing(exit)) {
			return stopWithHost();
		}
		return exit.isByRequest() ? WorkerState.EXIT_PENDING : recover(event);
	}

	WorkerState resolveExit(LifecycleEvent event) {
		return this.endings.isHostClosing() ? stopWithHost() : recover(this.publication.unpublishedExit());
	}

	private WorkerState stopWithHost() {
		this.requests.starts().fail(stopped());
		this.listeners.stopped();
		return WorkerState.STOPPED;
	}

	WorkerState recover(LifecycleEvent event) {
		CrashReport report = this.endings.crash(event);
		this.publication.publishExit();
		if (event.error() != null) {
			this.listeners.spawnFailed(event.error());
		}
		this.publication.publishStatus(WorkerStatus.CRASHED);
		this.listeners.crashed(report);
		this.requests.starts().fail(report.toException(this.definition.id()));
		this.recovering = true;
		this.requests.delayBy((report.delay() != null) ? report.delay() : Duration.ZERO);
		this.publication.nextRestartAt(report.nextRestartAt());
		if (report.delay() == null) {
			this.requests.pace().giveUp();
			return WorkerState.CRASHED;
		}
		return WorkerState.BACKOFF;
	}

	/**
	 * Invoked when an action has failed, which is a bug of the host. No process is left
	 * running because of it, and no caller waits for what does not come.
	 * @return the state to be in
	 */
	WorkerState recoverFromBug(TransitionTable.Transition<WorkerActions, LifecycleEvent> transition,
			LifecycleEvent event, Throwable bug) {
		logger.error("Plugin '{}': a step of its life failed, which is a bug of plugin-host: {}, now {}",
				this.definition.id(), transition, state(), bug);
		WorkerProcess spawned = event.process();
		boolean isUnadopted = spawned != null && !this.process.is(spawned);
		if (spawned != null && isUnadopted) {
			spawned.kill();
		}
		if (isUnadopted || event.exit() != null || event.type() == LifecycleEventType.SPAWN_FAILED
				|| state() == WorkerState.EXIT_PENDING
				|| (state() == WorkerState.SPAWNING && transition.state() != state())) {
			this.requests.takeStartAfterStop();
			this.requests.starts().fail(bug);
			this.requests.stops().complete();
			return (state().status() == WorkerStatus.STOPPED) ? state() : WorkerState.CRASHED;
		}
		failStart(event, bug);
		if (!transition.isStay() && (state() == WorkerState.INITIALIZING || state() == WorkerState.RUNNING)) {
			this.process.kill();
			return WorkerState.KILLING_FAULTY;
		}
		return state();
	}

	// Stopping

	void joinStop(LifecycleEvent event) {
		this.requests.stops().add(event.future());
		this.requests.failStartsAfterStop(stopped());
	}

	void confirmStop(LifecycleEvent event) {
		this.requests.stops().add(event.future());
		this.requests.stops().complete();
	}

	void cancelStart(LifecycleEvent event) {
		this.requests.stops().add(event.future());
		this.requests.starts().fail(stopped());
	}

	void cancelDelayedStart(LifecycleEvent event) {
		cancelStart(event);
		this.requests.stops().complete();
	}

	void cancelStartAndCloseStdin(LifecycleEvent event) {
		cancelStart(event);
		this.process.session().process().stopping();
		closeStdin(event);
	}

	void cancelStartAndKill(LifecycleEvent event) {
		cancelStart(event);
		kill(event);
	}

	void stopAfterExit(LifecycleEvent event) {
		this.listeners.stopped();
		cancelDelayedStart(event);
	}

	void requestShutdown(LifecycleEvent event) {
		this.requests.stops().add(event.future());
		long current = this.process.generation();
		ProcessSession session = this.process.session();
		session.process().stopping();
		if (!session.requestShutdown(() -> this.events.post(LifecycleEvent.shutdownRefused(current)))) {
			closeStdinOnceIdle(event);
		}
	}

	/** The end of stdin is a way to ask that needs no method. */
	void closeStdinOnceIdle(LifecycleEvent event) {
		this.process.closeStdinOnceIdle();
	}

	void closeStdin(LifecycleEvent event) {
		this.process.closeStdin();
	}

	void terminate(LifecycleEvent event) {
		this.process.terminate();
	}

	void kill(LifecycleEvent event) {
		this.process.kill();
	}

	void killSpawned(LifecycleEvent event) {
		adopt(event).open();
		this.process.kill();
	}

	void stopAsUnkillable(LifecycleEvent event) {
		if (!this.process.isSpawning()) {
			this.listeners.unkillable(this.process.pid());
		}
		this.requests.stops().complete();
		this.requests.failStartsAfterStop(unkillable());
	}

	/** Only now: a busy machine takes its time to start a process. */
	void reportSpawnAfterStop(LifecycleEvent event) {
		if (this.process.isSpawning()) {
			this.listeners.spawnSurvivesStop();
		}
	}

	/** The process is gone as it should be: the next start may come. */
	void completeStop(LifecycleEvent event) {
		this.listeners.stopped();
		this.requests.stops().complete();
		LifecycleEvent start = this.requests.takeStartAfterStop();
		if (start != null) {
			this.events.handle(start);
		}
	}

	private Throwable stopped() {
		return unavailable("was stopped while it was to be started");
	}

	private Throwable unavailable(String reason) {
		return new WorkerUnavailableException("Plugin '%s' %s".formatted(this.definition.id(), reason),
				this.definition.id(), null, null);
	}

	private Throwable unkillable() {
		return new IllegalStateException("Plugin '%s' cannot be started while %s".formatted(this.definition.id(),
				this.process.isSpawning() ? "the operating system is still busy starting its last process"
						: "its process %d survives SIGKILL".formatted(this.process.pid())));
	}

}
