package io.pluginhost.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is printed, and where else it goes.
 */
final class Report {

	private static final String BEGIN = "<!-- figures -->";

	private static final String END = "<!-- end of figures -->";

	private final List<String> lines = new ArrayList<>();

	/**
	 * Add a paragraph or table, unless it is empty.
	 */
	void add(List<String> paragraph) {
		if (!paragraph.isEmpty()) {
			if (!this.lines.isEmpty()) {
				this.lines.add("");
			}
			this.lines.addAll(paragraph);
		}
	}

	List<String> lines() {
		return this.lines;
	}

	/**
	 * Put this into a document, in place of what is between the two lines that mark the
	 * place.
	 */
	void writeInto(Path document) throws IOException {
		List<String> text = Files.readAllLines(document);
		int begin = text.indexOf(BEGIN);
		int end = text.indexOf(END);
		if (begin < 0 || end < begin) {
			throw new IOException("'%s' has no line '%s' and after it '%s'".formatted(document, BEGIN, END));
		}
		List<String> written = new ArrayList<>(text.subList(0, begin + 1));
		written.add("");
		written.addAll(this.lines);
		written.add("");
		written.addAll(text.subList(end, text.size()));
		Files.write(document, written);
	}

	/**
	 * Write this and every single measurement down.
	 */
	void writeRaw(Path file, Results results) throws IOException {
		List<String> raw = new ArrayList<>(this.lines.stream().map((line) -> "# " + line).toList());
		raw.add("round\tsetting\tcontestant\tworkload\tmeasured\tvalue");
		for (Results.Row row : results.rows()) {
			row.measured()
				.forEach((name, value) -> raw
					.add(String.join("\t", Integer.toString(row.round() + 1), row.task().setting().label(),
							row.task().contestant(), row.task().workload().label(), name, value.toString())));
		}
		Files.write(file, raw);
	}

}
