package io.pluginhost.benchmarks;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.pluginhost.benchmarks.Results.Task;
import io.pluginhost.benchmarks.contest.Growth;
import io.pluginhost.benchmarks.contest.Workload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Table} and the {@link Results} it draws.
 */
class TableTests {

	private final Results results = new Results();

	private final Table table = new Table(this.results);

	@Test
	void contestShowsMedianAndRatioToTheFirst() {
		add(0, Setting.PINNED, "floor", Workload.CALL, Map.of("p50", 10_000.0));
		add(1, Setting.PINNED, "floor", Workload.CALL, Map.of("p50", 20_000.0));
		add(0, Setting.PINNED, "other", Workload.CALL, Map.of("p50", 15_000.0));
		add(1, Setting.PINNED, "other", Workload.CALL, Map.of("p50", 50_000.0));
		assertThat(rows()).containsExactly("one caller, p50, pinned, µs|15.0|32.5 ×2.00 (1.50–2.50)");
	}

	@Test
	void contestWhenContestantCannotDoItLeavesCellEmpty() {
		add(0, Setting.FREE, "floor", Workload.HOST, Map.of("rate", 5_000.0));
		add(0, Setting.FREE, "other", Workload.HOST, Map.of());
		assertThat(rows()).containsExactly("host calls, 1000/s|5|");
	}

	@Test
	void contestKeepsSettingsApart() {
		add(0, Setting.FREE, "floor", Workload.CALL, Map.of("p50", 1000.0));
		add(0, Setting.PINNED, "floor", Workload.CALL, Map.of("p50", 2000.0));
		assertThat(rows()).containsExactly("one caller, p50, pinned, µs|2.0|", "one caller, p50, free, µs|1.0|");
	}

	@Test
	void contestDoesNotDivideAllocationByThatOfTheFloor() {
		add(0, Setting.FREE, "floor", Workload.CALL, Map.of("bytes", 0.25));
		add(0, Setting.FREE, "other", Workload.CALL, Map.of("bytes", 700.0));
		assertThat(rows()).containsExactly("bytes allocated per blocking call|0|700");
	}

	@Test
	void contestMarksWhatWasNotWarm() {
		Task task = new Task(Setting.FREE, "other", Workload.LOG);
		this.results.add(0, task, Map.of("rate", 2_000.0));
		this.results.addCold(task);
		add(0, Setting.FREE, "floor", Workload.LOG, Map.of("rate", 1_000.0));
		assertThat(rows()).containsExactly("log lines, disabled, 1000/s|1|2 ~ ×2.00 (2.00–2.00)");
	}

	@Test
	void contestWhenNothingWasMeasuredIsEmpty() {
		assertThat(this.table.contest(List.of("floor"))).isEmpty();
	}

	@Test
	void growthComparesSizesOfADimension() {
		for (int size : Growth.SIZES) {
			add(0, Setting.PINNED, Growth.PLUGINS.contestant(size), Workload.CALL, Map.of("p50", size * 1000.0));
		}
		assertThat(cells(this.table.growth()))
			.containsExactly("call, p50, µs, by plugins|1.0|10.0 ×10.00 (10.00–10.00)|100.0 ×100.00 (100.00–100.00)"
					+ "|500.0 ×500.00 (500.00–500.00)");
	}

	private void add(int round, Setting setting, String contestant, Workload workload, Map<String, Double> measured) {
		this.results.add(round, new Task(setting, contestant, workload), measured);
	}

	private List<String> rows() {
		return cells(this.table.contest(List.of("floor", "other")));
	}

	private static List<String> cells(List<String> lines) {
		return lines.stream()
			.skip(2)
			.map((line) -> line.substring(1, line.length() - 1).strip().replaceAll(" *\\| *", "|"))
			.toList();
	}

}
