package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.WorkerHealth;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.session.ClosedPipeWatch;
import io.pluginhost.session.HealthProbe;
import io.pluginhost.session.IdleStdinCloser;
import io.pluginhost.session.MemoryWatch;
import io.pluginhost.session.ProcessSession;
import io.pluginhost.session.StdinWatch;
import io.pluginhost.session.Watch;
import io.pluginhost.session.WriteWatch;

/**
 * All watches of one process, and the states in which each of them watches. Owned by the
 * worker's loop.
 */
final class ProcessWatches {

	private static final Set<WorkerState> STARTING_OR_RUNNING = EnumSet.of(WorkerState.INITIALIZING,
			WorkerState.RUNNING);

	private static final Set<WorkerState> RUNNING = EnumSet.of(WorkerState.RUNNING);

	private static final Set<WorkerState> DRAINING = EnumSet.of(WorkerState.DRAINING);

	private final List<Entry> entries = new ArrayList<>();

	private final ProcessSession session;

	private final Timekeeper time;

	private final Executor loop;

	private final ClosedPipeWatch closedPipes;

	/**
	 * Create the watches of a process.
	 * @param onFault invoked on the loop with what is wrong with the process
	 * @param onHealth invoked on the loop with what the process answers
	 * @param onBlockedWrite invoked on the loop when a write of a caller is blocked
	 */
	ProcessWatches(ProcessSession session, PluginDefinition definition, WorkerProtocol protocol, Timekeeper time,
			Executor loop, Consumer<CrashReason> onFault, Consumer<WorkerHealth> onHealth, Runnable onBlockedWrite) {
		this.session = session;
		this.time = time;
		this.loop = loop;
		this.closedPipes = new ClosedPipeWatch(session, time, loop, onFault);
		add(WorkerState.WITH_PROCESS,
				new WriteWatch(session.process().stdin(), time, () -> loop.execute(onBlockedWrite)));
		add(STARTING_OR_RUNNING, this.closedPipes);
		add(STARTING_OR_RUNNING,
				new MemoryWatch(session.memory(), definition, time, loop, () -> onFault.accept(CrashReason.MEMORY)));
		add(RUNNING, new StdinWatch(session, definition.limits().writeStallTimeout(), time, loop, onFault));
		add(RUNNING, new HealthProbe(session, definition.healthCheck(), protocol, time, loop, onHealth,
				() -> onFault.accept(CrashReason.UNRESPONSIVE)));
	}

	/**
	 * Start and stop watches as a state is entered.
	 */
	void entered(WorkerState state) {
		this.entries.forEach((entry) -> entry.entered(state));
	}

	/**
	 * Invoked when a pipe of the process was closed.
	 */
	void pipeClosed(CrashReason fault) {
		this.closedPipes.closed(fault);
	}

	/**
	 * Close the stdin of the process once nothing is open, while it drains.
	 */
	void closeStdinOnceIdle() {
		add(DRAINING, new IdleStdinCloser(this.session, this.time, this.loop)).entered(WorkerState.DRAINING);
	}

	private Entry add(Set<WorkerState> states, Watch watch) {
		Entry entry = new Entry(states, watch);
		this.entries.add(entry);
		return entry;
	}

	private static final class Entry {

		private final Set<WorkerState> states;

		private final Watch watch;

		private boolean watching;

		Entry(Set<WorkerState> states, Watch watch) {
			this.states = states;
			this.watch = watch;
		}

		void entered(WorkerState state) {
			boolean wanted = this.states.contains(state);
			if (wanted && !this.watching) {
				this.watch.start();
			}
			else if (!wanted && this.watching) {
				this.watch.stop();
			}
			this.watching = wanted;
		}

	}

}
