package io.pluginhost.worker;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.pluginhost.worker.Lifecycle.Row;

/**
 * A row of the lifecycle's table that is not what it is meant to be, until it is closed.
 */
final class ChangedRow implements AutoCloseable {

	private final Row<Worker, WorkerSignal> original;

	private ChangedRow(Row<Worker, WorkerSignal> original) {
		this.original = original;
	}

	/**
	 * Take a next state out of a row.
	 */
	static ChangedRow without(WorkerState next, WorkerState state, WorkerTrigger trigger) {
		Row<Worker, WorkerSignal> row = row(state, trigger);
		List<WorkerState> others = row.next().stream().filter((listed) -> listed != next).toList();
		put(new Row<>(state, trigger, others, row.isDecision(), row.action()));
		return new ChangedRow(row);
	}

	/**
	 * Let the action of a row fail.
	 */
	static ChangedRow failing(WorkerState state, WorkerTrigger trigger, RuntimeException failure) {
		Row<Worker, WorkerSignal> row = row(state, trigger);
		BiFunction<Worker, WorkerSignal, WorkerState> action = (worker, signal) -> {
			throw failure;
		};
		put(new Row<>(state, trigger, row.next(), row.isDecision(), action));
		return new ChangedRow(row);
	}

	private static Row<Worker, WorkerSignal> row(WorkerState state, WorkerTrigger trigger) {
		Row<Worker, WorkerSignal> row = WorkerLifecycle.TABLE.find(state, trigger);
		if (row == null) {
			throw new AssertionError("No row for " + trigger + " in " + state);
		}
		return row;
	}

	private static void put(Row<Worker, WorkerSignal> row) {
		rows().get(row.state()).put(row.trigger(), row);
	}

	@SuppressWarnings("unchecked")
	static Map<WorkerState, Map<WorkerTrigger, Row<Worker, WorkerSignal>>> rows() {
		try {
			Field field = Lifecycle.class.getDeclaredField("rows");
			field.setAccessible(true);
			return (Map<WorkerState, Map<WorkerTrigger, Row<Worker, WorkerSignal>>>) field.get(WorkerLifecycle.TABLE);
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
