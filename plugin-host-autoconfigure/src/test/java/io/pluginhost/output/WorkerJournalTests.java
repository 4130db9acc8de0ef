package io.pluginhost.output;

import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.observation.WorkerLogLine;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerJournalTests {

	private final WorkerJournal journal = new WorkerJournal();

	@Test
	void eventsRemembersTheLatestFifty() {
		IntStream.rangeClosed(1, 60).forEach(this::event);
		assertThat(this.journal.events()).hasSize(50).extracting("generation").startsWith(11L, 12L).endsWith(59L, 60L);
	}

	@Test
	void linesRemembersTheLatestTwoHundred() {
		IntStream.rangeClosed(1, 210).forEach((number) -> line("line " + number));
		assertThat(this.journal.lines()).hasSize(200)
			.extracting("message")
			.startsWith("line 11", "line 12")
			.endsWith("line 209", "line 210");
	}

	@Test
	void linesAreKeptShortAndSaySo() {
		// What is kept of a worker's words has a bound, however long they were
		this.journal.add(new WorkerLogLine("acme.linear", Instant.EPOCH, Level.INFO, "m".repeat(100_000),
				Map.of("k", "v".repeat(2000), "n", 1)));
		assertThat(this.journal.lines()).singleElement().satisfies((line) -> {
			assertThat(line.message()).isEqualTo("m".repeat(8000) + "… (100000 characters)");
			assertThat(line.meta()).isEqualTo(Map.of("k", "v".repeat(200) + "… (2000 characters)", "n", 1));
		});
	}

	@Test
	void eventsWhenNothingHappenedIsEmpty() {
		assertThat(this.journal.events()).isEmpty();
		assertThat(this.journal.lines()).isEmpty();
	}

	@Test
	void eventsWhenMoreHappensStayAsTheyWere() {
		event(1);
		var before = this.journal.events();
		event(2);
		assertThat(before).hasSize(1);
	}

	private void event(long generation) {
		this.journal.add(new PluginWorkerReadyEvent("acme.linear", Instant.EPOCH, generation));
	}

	private void line(String message) {
		this.journal.add(new WorkerLogLine("acme.linear", Instant.EPOCH, Level.INFO, message, Map.of()));
	}

}
