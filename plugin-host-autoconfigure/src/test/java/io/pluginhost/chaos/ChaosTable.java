package io.pluginhost.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Figures with their names, to be printed.
 */
final class ChaosTable {

	private final List<String> rows = new ArrayList<>();

	void row(String name, long figure) {
		row(name, "%,d".formatted(figure));
	}

	void row(String name, String figure) {
		this.rows.add("| %-40s | %-48s |".formatted(name, figure));
	}

	@Override
	public String toString() {
		return String.join("\n", this.rows);
	}

}
