package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * A table of what happens in which state, and what comes next. Immutable once it is
 * written down.
 *
 * @param <W> whose life it is
 * @param <S> what is known of what happened
 */
final class TransitionTable<W, S> {

	private final Map<WorkerState, Map<LifecycleEventType, Transition<W, S>>> transitions = new EnumMap<>(
			WorkerState.class);

	/**
	 * One way on: enter the state, then act. Staying in the same state enters nothing.
	 */
	TransitionTable<W, S> on(WorkerState state, LifecycleEventType type, WorkerState next, BiConsumer<W, S> action) {
		return add(new Transition<>(state, type, List.of(next), false, (worker, signal) -> {
			action.accept(worker, signal);
			return next;
		}));
	}

	/**
	 * Add a transition whose action returns the state to enter. One that is not listed
	 * here is an error.
	 */
	TransitionTable<W, S> on(WorkerState state, LifecycleEventType type, List<WorkerState> next,
			BiFunction<W, S, WorkerState> action) {
		return add(new Transition<>(state, type, List.copyOf(next), true, action));
	}

	private TransitionTable<W, S> add(Transition<W, S> transition) {
		Transition<W, S> other = this.transitions
			.computeIfAbsent(transition.state(), (state) -> new EnumMap<>(LifecycleEventType.class))
			.put(transition.type(), transition);
		if (other != null) {
			throw new IllegalStateException("Two transitions for " + transition.type() + " in " + transition.state());
		}
		return this;
	}

	@Nullable Transition<W, S> find(WorkerState state, LifecycleEventType type) {
		return this.transitions.getOrDefault(state, Map.of()).get(type);
	}

	List<Transition<W, S>> transitions() {
		List<Transition<W, S>> all = new ArrayList<>();
		for (WorkerState state : EnumSet.allOf(WorkerState.class)) {
			all.addAll(this.transitions.getOrDefault(state, Map.of()).values());
		}
		return all;
	}

	/**
	 * One transition of the table.
	 *
	 * @param state where it applies
	 * @param type what happens
	 * @param next what can come next
	 * @param isDecision whether the action decides which of them does
	 * @param action what is done about it
	 * @param <W> whose life it is
	 * @param <S> what is known of what happened
	 */
	record Transition<W, S>(WorkerState state, LifecycleEventType type, List<WorkerState> next, boolean isDecision,
			BiFunction<W, S, WorkerState> action) {

		boolean isStay() {
			return !this.isDecision && this.next.get(0) == this.state;
		}

		/**
		 * Act, and check the state that the action returns.
		 * @return the state to enter
		 * @throws IllegalStateException if the transition does not list it
		 */
		WorkerState decide(W worker, S signal) {
			WorkerState decided = this.action.apply(worker, signal);
			if (!this.next.contains(decided)) {
				throw new IllegalStateException("%s leads to %s".formatted(this, decided));
			}
			return decided;
		}

		@Override
		public String toString() {
			return "the transition (%s, %s) → %s".formatted(this.state, this.type, this.next);
		}

	}

}
