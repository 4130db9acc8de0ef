package io.pluginhost.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The table people read: for each figure and contestant the median of all rounds, and its
 * ratio to the first contestant's, taken round by round, with the least and the greatest.
 */
final class Table {

	private final Results results;

	private final List<String> contestants;

	Table(Results results, List<String> contestants) {
		this.results = results;
		this.contestants = contestants;
	}

	/**
	 * Draw the table.
	 * @return its lines, as Markdown
	 */
	List<String> lines() {
		List<List<String>> cells = new ArrayList<>();
		List<String> heading = new ArrayList<>(List.of(""));
		heading.addAll(this.contestants);
		cells.add(heading);
		for (Figure figure : Figure.ALL) {
			List<String> row = row(figure);
			if (row.stream().skip(1).anyMatch((cell) -> !cell.isEmpty())) {
				cells.add(row);
			}
		}
		int[] widths = new int[heading.size()];
		cells.forEach((row) -> {
			for (int i = 0; i < widths.length; i++) {
				widths[i] = Math.max(widths[i], row.get(i).length());
			}
		});
		List<String> lines = new ArrayList<>();
		for (List<String> row : cells) {
			StringBuilder line = new StringBuilder("|");
			for (int i = 0; i < widths.length; i++) {
				line.append(' ').append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(" |");
			}
			lines.add(line.toString());
			if (lines.size() == 1) {
				lines.add("|" + "---|".repeat(widths.length));
			}
		}
		return lines;
	}

	private List<String> row(Figure figure) {
		List<String> row = new ArrayList<>(List.of(figure.label()));
		Map<Integer, Double> base = this.results.values(figure, this.contestants.get(0));
		for (String contestant : this.contestants) {
			Map<Integer, Double> values = this.results.values(figure, contestant);
			if (values.isEmpty()) {
				row.add("");
				continue;
			}
			String cell = format(figure.format(), median(values.values()));
			List<Double> ratios = values.keySet()
				.stream()
				.filter((round) -> base.getOrDefault(round, 0.0) >= 0.5)
				.map((round) -> values.get(round) / base.get(round))
				.sorted()
				.toList();
			if (!ratios.isEmpty() && !contestant.equals(this.contestants.get(0))) {
				cell += " ×" + format("%.2f", median(ratios)) + " (" + format("%.2f", ratios.get(0)) + "–"
						+ format("%.2f", ratios.get(ratios.size() - 1)) + ")";
			}
			row.add(cell);
		}
		return row;
	}

	private static double median(Collection<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	private static String format(String format, double value) {
		return String.format(Locale.ROOT, format, value);
	}

}
