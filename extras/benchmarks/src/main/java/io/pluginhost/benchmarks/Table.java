package io.pluginhost.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.pluginhost.benchmarks.contest.Growth;

/**
 * The tables people read: for each figure and contestant the median of all rounds, and
 * its ratio to that of the first contestant, with the least and the greatest.
 */
final class Table {

	private static final String COLD = " ~";

	private final Results results;

	Table(Results results) {
		this.results = results;
	}

	/**
	 * Compare contestants.
	 * @return the table, as Markdown; nothing if nothing was measured
	 */
	List<String> contest(List<String> contestants) {
		List<String> heading = new ArrayList<>(List.of(""));
		heading.addAll(contestants);
		Grid grid = new Grid(heading);
		Figure.ALL.forEach((figure) -> add(grid, figure, contestants));
		return grid.isEmpty() ? List.of() : grid.lines();
	}

	/**
	 * Compare sizes.
	 * @return the table, as Markdown; nothing if nothing was measured
	 */
	List<String> growth() {
		List<String> heading = new ArrayList<>(List.of(""));
		Growth.SIZES.forEach((size) -> heading.add(size.toString()));
		Grid grid = new Grid(heading);
		for (Growth dimension : Growth.values()) {
			List<String> contestants = Growth.SIZES.stream().map(dimension::contestant).toList();
			Figure.of(dimension).forEach((figure) -> add(grid, figure, contestants));
		}
		return grid.isEmpty() ? List.of() : grid.lines();
	}

	private void add(Grid grid, Figure figure, List<String> contestants) {
		List<String> row = new ArrayList<>(List.of(figure.label()));
		Map<Integer, Double> base = this.results.values(figure, contestants.get(0));
		for (String contestant : contestants) {
			row.add(cell(figure, contestant, contestant.equals(contestants.get(0)) ? Map.of() : base));
		}
		if (row.stream().skip(1).anyMatch((cell) -> !cell.isEmpty())) {
			grid.add(row);
		}
	}

	private String cell(Figure figure, String contestant, Map<Integer, Double> base) {
		Map<Integer, Double> values = this.results.values(figure, contestant);
		if (values.isEmpty()) {
			return "";
		}
		StringBuilder cell = new StringBuilder(figure.print(Ratio.median(values.values())));
		if (figure.isTimed() && this.results.isCold(figure, contestant)) {
			cell.append(COLD);
		}
		if (figure.isCompared()) {
			Ratio.of(values, base).ifPresent((ratio) -> cell.append(' ').append(ratio));
		}
		return cell.toString();
	}

}
