package io.pluginhost.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of texts, as Markdown with aligned columns.
 */
final class Grid {

	private final List<List<String>> rows = new ArrayList<>();

	Grid(List<String> heading) {
		this.rows.add(heading);
	}

	/**
	 * Add a row as long as the heading.
	 */
	void add(List<String> row) {
		this.rows.add(row);
	}

	boolean isEmpty() {
		return this.rows.size() == 1;
	}

	List<String> lines() {
		List<Integer> widths = new ArrayList<>();
		for (int column = 0; column < this.rows.get(0).size(); column++) {
			int width = 3;
			for (List<String> row : this.rows) {
				width = Math.max(width, row.get(column).length());
			}
			widths.add(width);
		}
		List<String> lines = new ArrayList<>();
		this.rows.forEach((row) -> lines.add(line(row, widths)));
		lines.add(1, "|" + String.join("|", widths.stream().map((width) -> "-".repeat(width + 2)).toList()) + "|");
		return lines;
	}

	private static String line(List<String> row, List<Integer> widths) {
		StringBuilder line = new StringBuilder("|");
		for (int i = 0; i < row.size(); i++) {
			String cell = row.get(i);
			line.append(' ').append(cell);
			line.append(" ".repeat(widths.get(i) - cell.length()));
			line.append(" |");
		}
		return line.toString();
	}

}
