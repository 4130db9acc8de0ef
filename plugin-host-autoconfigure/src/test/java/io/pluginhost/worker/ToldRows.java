package io.pluginhost.worker;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.pluginhost.worker.Lifecycle.Row;

/**
 * Writes down which rows of the lifecycle's table are followed, and where each led.
 */
final class ToldRows {

	private static final Set<String> told = new TreeSet<>();

	private static boolean recording;

	private ToldRows() {
	}

	@SuppressWarnings("unchecked")
	static synchronized void record() {
		if (recording) {
			return;
		}
		recording = true;
		try {
			Field field = Lifecycle.class.getDeclaredField("rows");
			field.setAccessible(true);
			Map<WorkerState, Map<WorkerTrigger, Row<Worker, WorkerSignal>>> rows = (Map<WorkerState, Map<WorkerTrigger, Row<Worker, WorkerSignal>>>) field
				.get(WorkerLifecycle.TABLE);
			rows.values().forEach((triggers) -> triggers.replaceAll((trigger, row) -> recorded(row)));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Row<Worker, WorkerSignal> recorded(Row<Worker, WorkerSignal> row) {
		return new Row<>(row.state(), row.trigger(), row.next(), (worker, signal) -> {
			WorkerState next = row.action().apply(worker, signal);
			told.add(name(row, next));
			return next;
		});
	}

	static Set<String> untold() {
		Set<String> untold = new TreeSet<>();
		for (Row<Worker, WorkerSignal> row : WorkerLifecycle.TABLE.rows()) {
			row.next().forEach((next) -> untold.add(name(row, next)));
		}
		untold.removeAll(told);
		return untold;
	}

	private static String name(Row<Worker, WorkerSignal> row, WorkerState next) {
		return row.state() + " " + row.trigger() + " → " + next;
	}

}
