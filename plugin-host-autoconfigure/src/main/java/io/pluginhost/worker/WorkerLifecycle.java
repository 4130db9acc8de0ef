package io.pluginhost.worker;

import java.util.List;

import static io.pluginhost.worker.LifecycleEventType.CALLED;
import static io.pluginhost.worker.LifecycleEventType.DEADLINE;
import static io.pluginhost.worker.LifecycleEventType.EXITED;
import static io.pluginhost.worker.LifecycleEventType.FAULTED;
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
 * The whole life of a worker on one screen. What is not in the table cannot happen, or
 * means nothing.
 * <p>
 * A transition with one next state enters it and then acts; one with several acts, which
 * tells the state to enter: one of those the transition lists, or else that is an error.
 * A transition that stays where it is re-arms no deadline.
 *
 * @see "docs/decisions/lifecycle-table.md"
 */
final class WorkerLifecycle {

	static final TransitionTable<Worker, LifecycleEvent> TABLE = new TransitionTable<Worker, LifecycleEvent>()
		.on(STOPPED, START, List.of(SPAWNING, START_DELAYED), Worker::startByHand)
		.on(STOPPED, STOP, STOPPED, Worker::confirmStop)
		.on(STOPPED, STANDBY, LAZY, Worker::standBy)
		.on(LAZY, START, List.of(SPAWNING, START_DELAYED), Worker::startByHand)
		.on(LAZY, CALLED, List.of(SPAWNING, START_DELAYED), Worker::startByHand)
		.on(LAZY, STOP, STOPPED, Worker::confirmStop)
		.on(START_DELAYED, START, List.of(SPAWNING, START_DELAYED), Worker::startByHand)
		.on(START_DELAYED, STOP, STOPPED, Worker::stopWaiting)
		.on(START_DELAYED, DEADLINE, SPAWNING, Worker::spawn)
		.on(SPAWNING, START, SPAWNING, Worker::joinStart)
		.on(SPAWNING, STOP, CANCELLING_SPAWN, Worker::abandonStart)
		.on(SPAWNING, DEADLINE, SPAWNING, Worker::waitInVain)
		.on(SPAWNING, SPAWNED, INITIALIZING, Worker::initialize)
		.on(SPAWNING, SPAWN_FAILED, List.of(BACKOFF, CRASHED), Worker::recover)
		.on(CANCELLING_SPAWN, START, CANCELLING_SPAWN, Worker::startLater)
		.on(CANCELLING_SPAWN, STOP, CANCELLING_SPAWN, Worker::joinStop)
		.on(CANCELLING_SPAWN, DEADLINE, UNKILLABLE, Worker::giveUpKilling)
		.on(CANCELLING_SPAWN, SPAWNED, KILLING, Worker::killAtOnce)
		.on(CANCELLING_SPAWN, SPAWN_FAILED, STOPPED, Worker::settle)
		.on(INITIALIZING, START, INITIALIZING, Worker::joinStart)
		.on(INITIALIZING, STOP, CLOSING_STDIN, Worker::closeStdinUnborn)
		.on(INITIALIZING, INITIALIZED, RUNNING, Worker::announce)
		.on(INITIALIZING, REFUSED, ABORTING, Worker::abort)
		.on(INITIALIZING, FAULTED, ABORTING, Worker::killFaulty)
		.on(INITIALIZING, DEADLINE, ABORTING, Worker::abort)
		.on(INITIALIZING, EXITED, List.of(EXIT_PENDING, STOPPED, BACKOFF, CRASHED), Worker::lose)
		.on(ABORTING, START, ABORTING, Worker::joinStart)
		.on(ABORTING, STOP, KILLING, Worker::abandonStart)
		.on(ABORTING, DEADLINE, ABORTING, Worker::complain)
		.on(ABORTING, EXITED, List.of(BACKOFF, CRASHED), Worker::recover)
		.on(RUNNING, START, RUNNING, Worker::confirmStart)
		.on(RUNNING, STOP, DRAINING, Worker::requestShutdown)
		.on(RUNNING, FAULTED, List.of(DUMPING, KILLING_FAULTY), Worker::condemn)
		.on(RUNNING, EXITED, List.of(EXIT_PENDING, STOPPED, BACKOFF, CRASHED), Worker::lose)
		.on(EXIT_PENDING, START, EXIT_PENDING, Worker::joinStart)
		.on(EXIT_PENDING, STOP, STOPPED, Worker::stopLost)
		.on(EXIT_PENDING, DEADLINE, List.of(STOPPED, BACKOFF, CRASHED), Worker::judge)
		.on(DUMPING, START, DUMPING, Worker::joinStart)
		.on(DUMPING, STOP, KILLING, Worker::killAbandoned)
		.on(DUMPING, NO_DUMP, KILLING_FAULTY, Worker::kill)
		.on(DUMPING, DEADLINE, KILLING_FAULTY, Worker::kill)
		.on(DUMPING, EXITED, List.of(BACKOFF, CRASHED), Worker::recover)
		.on(KILLING_FAULTY, START, KILLING_FAULTY, Worker::joinStart)
		.on(KILLING_FAULTY, STOP, KILLING, Worker::abandonStart)
		.on(KILLING_FAULTY, DEADLINE, KILLING_FAULTY, Worker::complain)
		.on(KILLING_FAULTY, EXITED, List.of(BACKOFF, CRASHED), Worker::recover)
		.on(DRAINING, START, DRAINING, Worker::startLater)
		.on(DRAINING, STOP, DRAINING, Worker::joinStop)
		.on(DRAINING, SHUTDOWN_REFUSED, DRAINING, Worker::closeStdinOnceIdle)
		.on(DRAINING, ORPHANED, TERMINATING, Worker::terminate)
		.on(DRAINING, DEADLINE, CLOSING_STDIN, Worker::closeStdin)
		.on(DRAINING, EXITED, STOPPED, Worker::settle)
		.on(CLOSING_STDIN, START, CLOSING_STDIN, Worker::startLater)
		.on(CLOSING_STDIN, STOP, CLOSING_STDIN, Worker::joinStop)
		.on(CLOSING_STDIN, ORPHANED, TERMINATING, Worker::terminate)
		.on(CLOSING_STDIN, DEADLINE, TERMINATING, Worker::terminate)
		.on(CLOSING_STDIN, EXITED, STOPPED, Worker::settle)
		.on(TERMINATING, START, TERMINATING, Worker::startLater)
		.on(TERMINATING, STOP, TERMINATING, Worker::joinStop)
		.on(TERMINATING, DEADLINE, KILLING, Worker::kill)
		.on(TERMINATING, EXITED, STOPPED, Worker::settle)
		.on(KILLING, START, KILLING, Worker::startLater)
		.on(KILLING, STOP, KILLING, Worker::joinStop)
		.on(KILLING, DEADLINE, UNKILLABLE, Worker::giveUpKilling)
		.on(KILLING, EXITED, STOPPED, Worker::settle)
		.on(UNKILLABLE, START, UNKILLABLE, Worker::refuseStart)
		.on(UNKILLABLE, STOP, UNKILLABLE, Worker::confirmStop)
		.on(UNKILLABLE, DEADLINE, UNKILLABLE, Worker::reportSpawning)
		.on(UNKILLABLE, SPAWNED, UNKILLABLE, Worker::killAtOnce)
		.on(UNKILLABLE, SPAWN_FAILED, STOPPED, Worker::settle)
		.on(UNKILLABLE, EXITED, STOPPED, Worker::settle)
		.on(BACKOFF, START, List.of(SPAWNING, BACKOFF), Worker::startByHand)
		.on(BACKOFF, STOP, STOPPED, Worker::stopWaiting)
		.on(BACKOFF, DEADLINE, SPAWNING, Worker::spawn)
		.on(CRASHED, START, List.of(SPAWNING, BACKOFF), Worker::startByHand)
		.on(CRASHED, STOP, STOPPED, Worker::confirmStop);

	private WorkerLifecycle() {
	}

}
