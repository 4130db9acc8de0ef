package io.pluginhost.worker;

import java.util.List;

import static io.pluginhost.worker.WorkerState.ABORTING;
import static io.pluginhost.worker.WorkerState.BACKOFF;
import static io.pluginhost.worker.WorkerState.CLOSING_STDIN;
import static io.pluginhost.worker.WorkerState.CONDEMNED;
import static io.pluginhost.worker.WorkerState.CRASHED;
import static io.pluginhost.worker.WorkerState.DRAINING;
import static io.pluginhost.worker.WorkerState.DUMPING;
import static io.pluginhost.worker.WorkerState.INITIALIZING;
import static io.pluginhost.worker.WorkerState.KILLING;
import static io.pluginhost.worker.WorkerState.LOST;
import static io.pluginhost.worker.WorkerState.RECALLING;
import static io.pluginhost.worker.WorkerState.RUNNING;
import static io.pluginhost.worker.WorkerState.SPAWNING;
import static io.pluginhost.worker.WorkerState.STANDING_BY;
import static io.pluginhost.worker.WorkerState.START_DELAYED;
import static io.pluginhost.worker.WorkerState.STOPPED;
import static io.pluginhost.worker.WorkerState.STUCK;
import static io.pluginhost.worker.WorkerState.TERMINATING;
import static io.pluginhost.worker.WorkerTrigger.CALLED;
import static io.pluginhost.worker.WorkerTrigger.DEADLINE;
import static io.pluginhost.worker.WorkerTrigger.EXITED;
import static io.pluginhost.worker.WorkerTrigger.FAULTED;
import static io.pluginhost.worker.WorkerTrigger.INITIALIZED;
import static io.pluginhost.worker.WorkerTrigger.NO_DUMP;
import static io.pluginhost.worker.WorkerTrigger.ORPHANED;
import static io.pluginhost.worker.WorkerTrigger.REFUSED;
import static io.pluginhost.worker.WorkerTrigger.SHUTDOWN_REFUSED;
import static io.pluginhost.worker.WorkerTrigger.SPAWNED;
import static io.pluginhost.worker.WorkerTrigger.SPAWN_FAILED;
import static io.pluginhost.worker.WorkerTrigger.STANDBY;
import static io.pluginhost.worker.WorkerTrigger.START;
import static io.pluginhost.worker.WorkerTrigger.STOP;

/**
 * The whole life of a worker on one screen. What is not in the table cannot happen, or
 * means nothing.
 * <p>
 * A row with one next state enters it and then acts; one with several acts, which tells
 * the state to enter: one of those the row lists, or else that is an error. A row that
 * stays where it is re-arms no deadline.
 */
final class WorkerLifecycle {

	static final Lifecycle<Worker, WorkerSignal> TABLE = new Lifecycle<Worker, WorkerSignal>()
		.on(STOPPED, START, List.of(SPAWNING, START_DELAYED), Worker::startByHand)
		.on(STOPPED, STOP, STOPPED, Worker::confirmStop)
		.on(STOPPED, STANDBY, STANDING_BY, Worker::standBy)
		.on(STANDING_BY, START, List.of(SPAWNING, START_DELAYED), Worker::startByHand)
		.on(STANDING_BY, CALLED, List.of(SPAWNING, START_DELAYED), Worker::startByHand)
		.on(STANDING_BY, STOP, STOPPED, Worker::confirmStop)
		.on(START_DELAYED, START, List.of(SPAWNING, START_DELAYED), Worker::startByHand)
		.on(START_DELAYED, STOP, STOPPED, Worker::stopWaiting)
		.on(START_DELAYED, DEADLINE, SPAWNING, Worker::spawn)
		.on(SPAWNING, START, SPAWNING, Worker::joinStart)
		.on(SPAWNING, STOP, RECALLING, Worker::abandonStart)
		.on(SPAWNING, DEADLINE, SPAWNING, Worker::waitInVain)
		.on(SPAWNING, SPAWNED, INITIALIZING, Worker::initialize)
		.on(SPAWNING, SPAWN_FAILED, List.of(BACKOFF, CRASHED), Worker::recover)
		.on(RECALLING, START, RECALLING, Worker::startLater)
		.on(RECALLING, STOP, RECALLING, Worker::joinStop)
		.on(RECALLING, DEADLINE, STUCK, Worker::giveUpKilling)
		.on(RECALLING, SPAWNED, KILLING, Worker::killAtOnce)
		.on(RECALLING, SPAWN_FAILED, STOPPED, Worker::settle)
		.on(INITIALIZING, START, INITIALIZING, Worker::joinStart)
		.on(INITIALIZING, STOP, CLOSING_STDIN, Worker::closeStdinUnborn)
		.on(INITIALIZING, INITIALIZED, RUNNING, Worker::announce)
		.on(INITIALIZING, REFUSED, ABORTING, Worker::abort)
		.on(INITIALIZING, FAULTED, ABORTING, Worker::killFaulty)
		.on(INITIALIZING, DEADLINE, ABORTING, Worker::abort)
		.on(INITIALIZING, EXITED, List.of(LOST, STOPPED, BACKOFF, CRASHED), Worker::lose)
		.on(ABORTING, START, ABORTING, Worker::joinStart)
		.on(ABORTING, STOP, KILLING, Worker::abandonStart)
		.on(ABORTING, DEADLINE, ABORTING, Worker::complain)
		.on(ABORTING, EXITED, List.of(BACKOFF, CRASHED), Worker::recover)
		.on(RUNNING, START, RUNNING, Worker::confirmStart)
		.on(RUNNING, STOP, DRAINING, Worker::requestShutdown)
		.on(RUNNING, FAULTED, List.of(DUMPING, CONDEMNED), Worker::condemn)
		.on(RUNNING, EXITED, List.of(LOST, STOPPED, BACKOFF, CRASHED), Worker::lose)
		.on(LOST, START, LOST, Worker::joinStart)
		.on(LOST, STOP, STOPPED, Worker::stopLost)
		.on(LOST, DEADLINE, List.of(STOPPED, BACKOFF, CRASHED), Worker::judge)
		.on(DUMPING, START, DUMPING, Worker::joinStart)
		.on(DUMPING, STOP, KILLING, Worker::killAbandoned)
		.on(DUMPING, NO_DUMP, CONDEMNED, Worker::kill)
		.on(DUMPING, DEADLINE, CONDEMNED, Worker::kill)
		.on(DUMPING, EXITED, List.of(BACKOFF, CRASHED), Worker::recover)
		.on(CONDEMNED, START, CONDEMNED, Worker::joinStart)
		.on(CONDEMNED, STOP, KILLING, Worker::abandonStart)
		.on(CONDEMNED, DEADLINE, CONDEMNED, Worker::complain)
		.on(CONDEMNED, EXITED, List.of(BACKOFF, CRASHED), Worker::recover)
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
		.on(KILLING, DEADLINE, STUCK, Worker::giveUpKilling)
		.on(KILLING, EXITED, STOPPED, Worker::settle)
		.on(STUCK, START, STUCK, Worker::refuseStart)
		.on(STUCK, STOP, STUCK, Worker::confirmStop)
		.on(STUCK, DEADLINE, STUCK, Worker::reportSpawning)
		.on(STUCK, SPAWNED, STUCK, Worker::killAtOnce)
		.on(STUCK, SPAWN_FAILED, STOPPED, Worker::settle)
		.on(STUCK, EXITED, STOPPED, Worker::settle)
		.on(BACKOFF, START, List.of(SPAWNING, BACKOFF), Worker::startByHand)
		.on(BACKOFF, STOP, STOPPED, Worker::stopWaiting)
		.on(BACKOFF, DEADLINE, SPAWNING, Worker::spawn)
		.on(CRASHED, START, List.of(SPAWNING, BACKOFF), Worker::startByHand)
		.on(CRASHED, STOP, STOPPED, Worker::confirmStop);

	private WorkerLifecycle() {
	}

}
