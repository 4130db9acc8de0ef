package io.pluginhost.worker;

import java.util.List;

import static io.pluginhost.worker.LifecycleEventType.CALLED;
import static io.pluginhost.worker.LifecycleEventType.DEADLINE;
import static io.pluginhost.worker.LifecycleEventType.EXITED;
import static io.pluginhost.worker.LifecycleEventType.FAULTED;
import static io.pluginhost.worker.LifecycleEventType.HEALTH_CHECKED;
import static io.pluginhost.worker.LifecycleEventType.INITIALIZED;
import static io.pluginhost.worker.LifecycleEventType.NO_DUMP;
import static io.pluginhost.worker.LifecycleEventType.ORPHANED;
import static io.pluginhost.worker.LifecycleEventType.REFUSED;
import static io.pluginhost.worker.LifecycleEventType.SHUTDOWN_REFUSED;
import static io.pluginhost.worker.LifecycleEventType.SPAWNED;
import static io.pluginhost.worker.LifecycleEventType.SPAWN_FAILED;
import static io.pluginhost.worker.LifecycleEventType.STANDBY;
import static io.pluginhost.worker.LifecycleEventType.START;
import static io.pluginhost.worker.LifecycleEventType.STOP;
import static io.pluginhost.worker.WorkerState.ABORTING;
import static io.pluginhost.worker.WorkerState.BACKOFF;
import static io.pluginhost.worker.WorkerState.CANCELLING_SPAWN;
import static io.pluginhost.worker.WorkerState.CLOSING_STDIN;
import static io.pluginhost.worker.WorkerState.CRASHED;
import static io.pluginhost.worker.WorkerState.DRAINING;
import static io.pluginhost.worker.WorkerState.DUMPING;
import static io.pluginhost.worker.WorkerState.EXIT_PENDING;
import static io.pluginhost.worker.WorkerState.INITIALIZING;
import static io.pluginhost.worker.WorkerState.KILLING;
import static io.pluginhost.worker.WorkerState.KILLING_FAULTY;
import static io.pluginhost.worker.WorkerState.LAZY;
import static io.pluginhost.worker.WorkerState.RUNNING;
import static io.pluginhost.worker.WorkerState.SPAWNING;
import static io.pluginhost.worker.WorkerState.START_DELAYED;
import static io.pluginhost.worker.WorkerState.STOPPED;
import static io.pluginhost.worker.WorkerState.TERMINATING;
import static io.pluginhost.worker.WorkerState.UNKILLABLE;

/**
 * The whole life of a worker on one screen. An event that the table does not list for a
 * state is ignored there.
 * <p>
 * A transition with one next state enters it and then acts. One with several acts first,
 * and the action returns the state to enter; any other than those listed is an error. A
 * transition that stays in its state arms no deadline anew.
 *
 * @see "docs/decisions/lifecycle-table.md"
 */
final class WorkerLifecycle {

	static final TransitionTable<WorkerActions, LifecycleEvent> TABLE = new TransitionTable<WorkerActions, LifecycleEvent>()
		.on(STOPPED, START, List.of(SPAWNING, START_DELAYED), WorkerActions::startOrDelay)
		.on(STOPPED, STOP, STOPPED, WorkerActions::confirmStop)
		.on(STOPPED, STANDBY, LAZY, WorkerActions::standBy)
		.on(LAZY, START, List.of(SPAWNING, START_DELAYED), WorkerActions::startOrDelay)
		.on(LAZY, CALLED, List.of(SPAWNING, START_DELAYED), WorkerActions::startOrDelay)
		.on(LAZY, STOP, STOPPED, WorkerActions::confirmStop)
		.on(START_DELAYED, START, List.of(SPAWNING, START_DELAYED), WorkerActions::startOrDelay)
		.on(START_DELAYED, STOP, STOPPED, WorkerActions::cancelDelayedStart)
		.on(START_DELAYED, DEADLINE, SPAWNING, WorkerActions::spawn)
		.on(SPAWNING, START, SPAWNING, WorkerActions::joinStart)
		.on(SPAWNING, STOP, CANCELLING_SPAWN, WorkerActions::cancelStart)
		.on(SPAWNING, DEADLINE, SPAWNING, WorkerActions::reportSlowSpawn)
		.on(SPAWNING, SPAWNED, INITIALIZING, WorkerActions::initialize)
		.on(SPAWNING, SPAWN_FAILED, List.of(BACKOFF, CRASHED), WorkerActions::recover)
		.on(CANCELLING_SPAWN, START, CANCELLING_SPAWN, WorkerActions::startAfterStop)
		.on(CANCELLING_SPAWN, STOP, CANCELLING_SPAWN, WorkerActions::joinStop)
		.on(CANCELLING_SPAWN, DEADLINE, UNKILLABLE, WorkerActions::stopAsUnkillable)
		.on(CANCELLING_SPAWN, SPAWNED, KILLING, WorkerActions::killSpawned)
		.on(CANCELLING_SPAWN, SPAWN_FAILED, STOPPED, WorkerActions::completeStop)
		.on(INITIALIZING, START, INITIALIZING, WorkerActions::joinStart)
		.on(INITIALIZING, STOP, CLOSING_STDIN, WorkerActions::cancelStartAndCloseStdin)
		.on(INITIALIZING, INITIALIZED, RUNNING, WorkerActions::becomeReady)
		.on(INITIALIZING, REFUSED, ABORTING, WorkerActions::abort)
		.on(INITIALIZING, FAULTED, ABORTING, WorkerActions::killFaulty)
		.on(INITIALIZING, DEADLINE, ABORTING, WorkerActions::abort)
		.on(INITIALIZING, EXITED, List.of(EXIT_PENDING, STOPPED, BACKOFF, CRASHED), WorkerActions::onUnexpectedExit)
		.on(ABORTING, START, ABORTING, WorkerActions::joinStart)
		.on(ABORTING, STOP, KILLING, WorkerActions::cancelStart)
		.on(ABORTING, DEADLINE, ABORTING, WorkerActions::reportUnkillable)
		.on(ABORTING, EXITED, List.of(BACKOFF, CRASHED), WorkerActions::recover)
		.on(RUNNING, START, RUNNING, WorkerActions::confirmStart)
		.on(RUNNING, STOP, DRAINING, WorkerActions::requestShutdown)
		.on(RUNNING, HEALTH_CHECKED, RUNNING, WorkerActions::updateHealth)
		.on(RUNNING, FAULTED, List.of(DUMPING, KILLING_FAULTY), WorkerActions::dumpOrKillFaulty)
		.on(RUNNING, EXITED, List.of(EXIT_PENDING, STOPPED, BACKOFF, CRASHED), WorkerActions::onUnexpectedExit)
		.on(EXIT_PENDING, START, EXIT_PENDING, WorkerActions::joinStart)
		.on(EXIT_PENDING, STOP, STOPPED, WorkerActions::stopAfterExit)
		.on(EXIT_PENDING, DEADLINE, List.of(STOPPED, BACKOFF, CRASHED), WorkerActions::resolveExit)
		.on(DUMPING, START, DUMPING, WorkerActions::joinStart)
		.on(DUMPING, STOP, KILLING, WorkerActions::cancelStartAndKill)
		.on(DUMPING, NO_DUMP, KILLING_FAULTY, WorkerActions::kill)
		.on(DUMPING, DEADLINE, KILLING_FAULTY, WorkerActions::kill)
		.on(DUMPING, EXITED, List.of(BACKOFF, CRASHED), WorkerActions::recover)
		.on(KILLING_FAULTY, START, KILLING_FAULTY, WorkerActions::joinStart)
		.on(KILLING_FAULTY, STOP, KILLING, WorkerActions::cancelStart)
		.on(KILLING_FAULTY, DEADLINE, KILLING_FAULTY, WorkerActions::reportUnkillable)
		.on(KILLING_FAULTY, EXITED, List.of(BACKOFF, CRASHED), WorkerActions::recover)
		.on(DRAINING, START, DRAINING, WorkerActions::startAfterStop)
		.on(DRAINING, STOP, DRAINING, WorkerActions::joinStop)
		.on(DRAINING, SHUTDOWN_REFUSED, DRAINING, WorkerActions::closeStdinOnceIdle)
		.on(DRAINING, ORPHANED, TERMINATING, WorkerActions::terminate)
		.on(DRAINING, DEADLINE, CLOSING_STDIN, WorkerActions::closeStdin)
		.on(DRAINING, EXITED, STOPPED, WorkerActions::completeStop)
		.on(CLOSING_STDIN, START, CLOSING_STDIN, WorkerActions::startAfterStop)
		.on(CLOSING_STDIN, STOP, CLOSING_STDIN, WorkerActions::joinStop)
		.on(CLOSING_STDIN, ORPHANED, TERMINATING, WorkerActions::terminate)
		.on(CLOSING_STDIN, DEADLINE, TERMINATING, WorkerActions::terminate)
		.on(CLOSING_STDIN, EXITED, STOPPED, WorkerActions::completeStop)
		.on(TERMINATING, START, TERMINATING, WorkerActions::startAfterStop)
		.on(TERMINATING, STOP, TERMINATING, WorkerActions::joinStop)
		.on(TERMINATING, DEADLINE, KILLING, WorkerActions::kill)
		.on(TERMINATING, EXITED, STOPPED, WorkerActions::completeStop)
		.on(KILLING, START, KILLING, WorkerActions::startAfterStop)
		.on(KILLING, STOP, KILLING, WorkerActions::joinStop)
		.on(KILLING, DEADLINE, UNKILLABLE, WorkerActions::stopAsUnkillable)
		.on(KILLING, EXITED, STOPPED, WorkerActions::completeStop)
		.on(UNKILLABLE, START, UNKILLABLE, WorkerActions::refuseStart)
		.on(UNKILLABLE, STOP, UNKILLABLE, WorkerActions::confirmStop)
		.on(UNKILLABLE, DEADLINE, UNKILLABLE, WorkerActions::reportSpawnAfterStop)
		.on(UNKILLABLE, SPAWNED, UNKILLABLE, WorkerActions::killSpawned)
		.on(UNKILLABLE, SPAWN_FAILED, STOPPED, WorkerActions::completeStop)
		.on(UNKILLABLE, EXITED, STOPPED, WorkerActions::completeStop)
		.on(BACKOFF, START, List.of(SPAWNING, BACKOFF), WorkerActions::startOrDelay)
		.on(BACKOFF, STOP, STOPPED, WorkerActions::cancelDelayedStart)
		.on(BACKOFF, DEADLINE, SPAWNING, WorkerActions::spawn)
		.on(CRASHED, START, List.of(SPAWNING, BACKOFF), WorkerActions::startOrDelay)
		.on(CRASHED, STOP, STOPPED, WorkerActions::confirmStop);

	private WorkerLifecycle() {
	}

}
