package io.pluginhost.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.pluginhost.benchmarks.contest.Workload;

/**
 * All that was measured, round by round.
 */
final class Results {

	private final List<Row> rows = new ArrayList<>();

	void add(int round, Setting setting, String contestant, Workload workload, Map<String, Double> measured) {
		this.rows.add(new Row(round, setting, contestant, workload, measured));
	}

	List<Row> rows() {
		return this.rows;
	}

	/**
	 * What a contestant reached.
	 * @return a value for each round that has one
	 */
	Map<Integer, Double> values(Figure figure, String contestant) {
		Map<Integer, Double> values = new LinkedHashMap<>();
		for (Row row : this.rows) {
			if (row.setting == figure.setting() && row.workload == figure.workload()
					&& row.contestant.equals(contestant) && row.measured.containsKey(figure.measured())) {
				values.put(row.round, row.measured.get(figure.measured()) * figure.factor());
			}
		}
		return values;
	}

	/**
	 * What one contestant measured in one round.
	 *
	 * @param round the round
	 * @param setting where
	 * @param contestant who
	 * @param workload what was done
	 * @param measured what was measured, by name
	 */
	record Row(int round, Setting setting, String contestant, Workload workload, Map<String, Double> measured) {
	}

}
