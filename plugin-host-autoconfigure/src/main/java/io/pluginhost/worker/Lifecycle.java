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
final class Lifecycle<W, S> {

	private final Map<WorkerState, Map<WorkerTrigger, Row<W, S>>> rows = new EnumMap<>(WorkerState.class);

	/**
	 * One way on: enter the state, then act. Staying in the same state enters nothing.
	 */
	Lifecycle<W, S> on(WorkerState state, WorkerTrigger trigger, WorkerState next, BiConsumer<W, S> action) {
		return add(new Row<>(state, trigger, List.of(next), false, (worker, signal) -> {
			action.accept(worker, signal);
			return next;
		}));
	}

	/**
	 * Several ways on: act, which tells the state to enter. One that is not listed here
	 * is an error.
	 */
	Lifecycle<W, S> on(WorkerState state, WorkerTrigger trigger, List<WorkerState> next,
			BiFunction<W, S, WorkerState> action) {
		return add(new Row<>(state, trigger, List.copyOf(next), true, action));
	}

	private Lifecycle<W, S> add(Row<W, S> row) {
		Row<W, S> other = this.rows.computeIfAbsent(row.state(), (state) -> new EnumMap<>(WorkerTrigger.class))
			.put(row.trigger(), row);
		if (other != null) {
			throw new IllegalStateException("Two rows for " + row.trigger() + " in " + row.state());
		}
		return this;
	}

	@Nullable Row<W, S> find(WorkerState state, WorkerTrigger trigger) {
		return this.rows.getOrDefault(state, Map.of()).get(trigger);
	}

	List<Row<W, S>> rows() {
		List<Row<W, S>> all = new ArrayList<>();
		for (WorkerState state : EnumSet.allOf(WorkerState.class)) {
			all.addAll(this.rows.getOrDefault(state, Map.of()).values());
		}
		return all;
	}

	/**
	 * One row of the table.
	 *
	 * @param state where it applies
	 * @param trigger what happens
	 * @param next what can come next
	 * @param isDecision whether the action tells which of them does
	 * @param action what is done about it
	 * @param <W> whose life it is
	 * @param <S> what is known of what happened
	 */
	record Row<W, S>(WorkerState state, WorkerTrigger trigger, List<WorkerState> next, boolean isDecision,
			BiFunction<W, S, WorkerState> action) {

		boolean isStay() {
			return !this.isDecision && this.next.get(0) == this.state;
		}

		/**
		 * Act, and check the state that the action tells.
		 * @return the state to enter
		 * @throws IllegalStateException if the row does not list it
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
			return "the row (%s, %s) → %s".formatted(this.state, this.trigger, this.next);
		}

	}

}
