package io.pluginhost.worker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;

/**
 * Walks a worker through its table: one state at a time, one deadline a state, armed when
 * it is entered and disarmed when it is left. Owned by the worker's loop.
 */
final class StateMachine {

	/** How often to look whether an exit that is due has come. */
	private static final Duration LOOK = Duration.ofMillis(100);

	/** How often a deadline is put off for an exit that is due. */
	private static final int MAX_LOOKS = 50;

	private final TransitionTable<WorkerActions, LifecycleEvent> table;

	private final WorkerActions actions;

	private final StateDeadlines deadlines;

	private final Timekeeper time;

	private final EventQueue events;

	private WorkerState state = WorkerState.STOPPED;

	private Timekeeper.@Nullable Alarm alarm;

	/** Distinguishes this stay in a state from earlier ones, whose alarm may be late. */
	private long stay;

	/** How often the deadline of this stay has been put off. */
	private int looks;

	StateMachine(TransitionTable<WorkerActions, LifecycleEvent> table, WorkerActions actions, StateDeadlines deadlines,
			Timekeeper time, EventQueue events) {
		this.table = table;
		this.actions = actions;
		this.deadlines = deadlines;
		this.time = time;
		this.events = events;
	}

	WorkerState state() {
		return this.state;
	}

	/**
	 * Return the transition for an event, or {@code null} if the present state ignores
	 * it.
	 */
	TransitionTable.@Nullable Transition<WorkerActions, LifecycleEvent> find(LifecycleEventType type) {
		return this.table.find(this.state, type);
	}

	/**
	 * Follow a transition. If its action fails, which is a bug of the host, the worker
	 * enters a state that is safe.
	 */
	void follow(TransitionTable.Transition<WorkerActions, LifecycleEvent> transition, LifecycleEvent event) {
		try {
			if (transition.isDecision()) {
				enter(transition.decide(this.actions, event));
				return;
			}
			if (!transition.isStay()) {
				enter(transition.next().get(0));
			}
			transition.action().apply(this.actions, event);
		}
		catch (RuntimeException | Error ex) {
			WorkerState safe = this.actions.recoverFromBug(transition, event, ex);
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
		this.actions.entered(next);
		this.looks = 0;
		Duration deadline = this.deadlines.of(next);
		if (deadline != null) {
			arm(deadline);
		}
	}

	private void arm(Duration deadline) {
		long thisStay = this.stay;
		this.alarm = this.time.schedule(deadline, () -> this.events.execute(() -> expire(thisStay)));
	}

	/**
	 * Look whether the process is still there before anything is done or reported because
	 * it is: perhaps nothing has noticed its exit.
	 */
	private void expire(long armedIn) {
		if (armedIn != this.stay) {
			return;
		}
		if (this.looks < MAX_LOOKS && this.actions.isExitDue()) {
			this.looks++;
			arm(LOOK);
			return;
		}
		this.events.handle(LifecycleEvent.deadline());
	}

}
