package io.pluginhost.benchmarks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pluginhost.benchmarks.contest.Workload;

/**
 * All that was measured, round by round.
 */
final class Results {

	private final List<Row> rows = new ArrayList<>();

	private final Set<Task> cold = new HashSet<>();

	void add(int round, Task task, Map<String, Double> measured) {
		this.rows.add(new Row(round, task, measured));
	}

	/**
	 * Take down that a contestant was not warm when it was measured.
	 */
	void addCold(Task task) {
		this.cold.add(task);
	}

	List<Row> rows() {
		return this.rows;
	}

	/**
	 * What a contestant reached.
	 * @return a value for each round that has one
	 */
	Map<Integer, Double> values(Figure figure, String contestant) {
		Task task = Task.of(figure, contestant);
		Map<Integer, Double> values = new LinkedHashMap<>();
		for (Row row : this.rows) {
			if (row.task.equals(task) && row.measured.containsKey(figure.measured())) {
				values.put(row.round, row.measured.get(figure.measured()) * figure.factor());
			}
		}
		return values;
	}

	/**
	 * Whether a contestant was not warm when it was measured.
	 */
	boolean isCold(Figure figure, String contestant) {
		return this.cold.contains(Task.of(figure, contestant));
	}

	/**
	 * Who does what, and where.
	 *
	 * @param setting where
	 * @param contestant who
	 * @param workload what
	 */
	record Task(Setting setting, String contestant, Workload workload) {

		private static Task of(Figure figure, String contestant) {
			return new Task(figure.setting(), contestant, figure.workload());
		}

	}

	/**
	 * What was measured in one round.
	 *
	 * @param round the round
	 * @param task who did what
	 * @param measured what was measured, by name
	 */
	record Row(int round, Task task, Map<String, Double> measured) {
	}

}
