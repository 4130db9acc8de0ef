package io.pluginhost.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.benchmarks.Results.Task;
import io.pluginhost.benchmarks.contest.Workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Report}.
 */
class ReportTests {

	@TempDir
	private Path directory;

	private final Report report = new Report();

	@Test
	void writeIntoReplacesWhatIsBetweenTheMarks() throws IOException {
		Path document = document("before", "<!-- figures -->", "old", "older", "<!-- end of figures -->", "after");
		this.report.add(List.of("new"));
		this.report.writeInto(document);
		assertThat(document).hasContent("""
				before
				<!-- figures -->

				new

				<!-- end of figures -->
				after""");
	}

	@Test
	void writeIntoWhenThereAreNoMarksLeavesTheDocumentAlone() throws IOException {
		Path document = document("before", "<!-- end of figures -->", "<!-- figures -->");
		assertThatIOException().isThrownBy(() -> this.report.writeInto(document));
		assertThat(document).hasContent("before\n<!-- end of figures -->\n<!-- figures -->");
	}

	@Test
	void addSeparatesParagraphsAndLeavesOutEmptyOnes() {
		this.report.add(List.of());
		this.report.add(List.of("one", "two"));
		this.report.add(List.of());
		this.report.add(List.of("three"));
		assertThat(this.report.lines()).containsExactly("one", "two", "", "three");
	}

	@Test
	void writeRawWritesEverySingleMeasurement() throws IOException {
		Results results = new Results();
		results.add(1, new Task(Setting.FREE, "floor", Workload.ECHO_1M), Map.of("rate", 0.5));
		this.report.add(List.of("table"));
		Path file = this.directory.resolve("raw.tsv");
		this.report.writeRaw(file, results);
		assertThat(file).hasContent("""
				# table
				round	setting	contestant	workload	measured	value
				2	free	floor	echo-1m	rate	0.5""");
	}

	private Path document(String... lines) throws IOException {
		return Files.write(this.directory.resolve("document.md"), List.of(lines));
	}

}
