package io.pluginhost.worker;

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

	static synchronized void record() {
		if (!recording) {
			recording = true;
			ChangedRow.rows().values().forEach((triggers) -> triggers.replaceAll((trigger, row) -> recorded(row)));
		}
	}

	private static Row<Worker, WorkerSignal> recorded(Row<Worker, WorkerSignal> row) {
		return new Row<>(row.state(), row.trigger(), row.next(), row.isDecision(), (worker, signal) -> {
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

	/**
	 * Return where rows have led that do not list it.
	 */
	static Set<String> unlisted() {
		Set<String> unlisted = new TreeSet<>(told);
		WorkerLifecycle.TABLE.rows().forEach((row) -> row.next().forEach((next) -> unlisted.remove(name(row, next))));
		return unlisted;
	}

	private static String name(Row<Worker, WorkerSignal> row, WorkerState next) {
		return row.state() + " " + row.trigger() + " → " + next;
	}

}
