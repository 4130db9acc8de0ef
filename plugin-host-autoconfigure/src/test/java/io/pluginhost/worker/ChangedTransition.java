package io.pluginhost.worker;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.pluginhost.worker.TransitionTable.Transition;

/**
 * A transition of the lifecycle's table that is not what it is meant to be, until it is
 * closed.
 */
final class ChangedTransition implements AutoCloseable {

	private final Transition<WorkerActions, LifecycleEvent> original;

	private ChangedTransition(Transition<WorkerActions, LifecycleEvent> original) {
		this.original = original;
	}

	/**
	 * Take a next state out of a transition.
	 */
	static ChangedTransition without(WorkerState next, WorkerState state, LifecycleEventType type) {
		Transition<WorkerActions, LifecycleEvent> transition = transition(state, type);
		List<WorkerState> others = transition.next().stream().filter((listed) -> listed != next).toList();
		put(new Transition<>(state, type, others, transition.isDecision(), transition.action()));
		return new ChangedTransition(transition);
	}

	/**
	 * Let the action of a transition fail.
	 */
	static ChangedTransition failing(WorkerState state, LifecycleEventType type, RuntimeException failure) {
		Transition<WorkerActions, LifecycleEvent> transition = transition(state, type);
		BiFunction<WorkerActions, LifecycleEvent, WorkerState> action = (worker, event) -> {
			throw failure;
		};
		put(new Transition<>(state, type, transition.next(), transition.isDecision(), action));
		return new ChangedTransition(transition);
	}

	private static Transition<WorkerActions, LifecycleEvent> transition(WorkerState state, LifecycleEventType type) {
		Transition<WorkerActions, LifecycleEvent> transition = WorkerLifecycle.TABLE.find(state, type);
		if (transition == null) {
			throw new AssertionError("No transition for " + type + " in " + state);
		}
		return transition;
	}

	private static void put(Transition<WorkerActions, LifecycleEvent> transition) {
		transitions().get(transition.state()).put(transition.type(), transition);
	}

	@SuppressWarnings("unchecked")
	static Map<WorkerState, Map<LifecycleEventType, Transition<WorkerActions, LifecycleEvent>>> transitions() {
		try {
			Field field = TransitionTable.class.getDeclaredField("transitions");
			field.setAccessible(true);
			return (Map<WorkerState, Map<LifecycleEventType, Transition<WorkerActions, LifecycleEvent>>>) field
				.get(WorkerLifecycle.TABLE);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		put(this.original);
	}

}
