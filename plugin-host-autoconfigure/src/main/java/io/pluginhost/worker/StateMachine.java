package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;

/**
 * Walks a worker through its table: one state at a time, one deadline a state, armed when
 * it is entered and disarmed when it is left. Owned by the worker's loop.
 */
final class StateMachine {

	/** How often it is looked whether an exit that is due has come. */
	private static final Duration LOOK = Duration.ofMillis(100);

	/** How often a deadline is put off for an exit that is due. */
	private static final int MAX_LOOKS = 50;

	private final TransitionTable<Worker, LifecycleEvent> table;

	private final Worker worker;

	private final Timekeeper time;

	private final Executor loop;

	private WorkerState state = WorkerState.STOPPED;

	private Timekeeper.@Nullable Alarm alarm;

	/** Tells this stay in a state from earlier ones, whose alarm may be on its way. */
	private long stay;

	/** How often the deadline of this stay has been put off. */
	private int looks;

	StateMachine(TransitionTable<Worker, LifecycleEvent> table, Worker worker, Timekeeper time, Executor loop) {
		this.table = table;
		this.worker = worker;
		this.time = time;
		this.loop = loop;
	}

	WorkerState state() {
		return this.state;
	}

	/**
	 * Find what is to be done about something.
	 * @return the transition, or {@code null} if it means nothing now
	 */
	TransitionTable.@Nullable Transition<Worker, LifecycleEvent> find(LifecycleEventType type) {
		return this.table.find(this.state, type);
	}

	/**
	 * Do what a transition says. If that fails, which is a bug of the host, the worker
	 * says what state it is safe in.
	 */
	void follow(TransitionTable.Transition<Worker, LifecycleEvent> transition, LifecycleEvent event) {
		try {
			if (transition.isDecision()) {
				enter(transition.decide(this.worker, event));
				return;
			}
			if (!transition.isStay()) {
				enter(transition.next().get(0));
			}
			transition.action().apply(this.worker, event);
		}
		catch (RuntimeException | Error ex) {
			WorkerState safe = this.worker.safeAfter(transition, event, ex);
			if (safe != this.state) {
				enter(safe);
			}
		}
	}

	private void enter(WorkerState next) {
		this.stay++;
		if (this.alarm != null) {
			this.alarm.cancel();
			this.alarm = null;
		}
		this.state = next;
		this.worker.entered(next);
		this.looks = 0;
		Duration deadline = this.worker.deadline(next);
		if (deadline != null) {
			arm(deadline);
		}
	}

	private void arm(Duration deadline) {
		long thisStay = this.stay;
		this.alarm = this.time.schedule(deadline, () -> this.loop.execute(() -> expire(thisStay)));
	}

	/**
	 * Nothing is done, nor said, about a process that is still there, before it was
	 * looked whether it is: its exit may have been told to nobody.
	 */
	private void expire(long armedIn) {
		if (armedIn != this.stay) {
			return;
		}
		if (this.looks < MAX_LOOKS && this.worker.isExitDue()) {
			this.looks++;
			arm(LOOK);
			return;
		}
		this.worker.step(LifecycleEvent.deadline());
	}

}
