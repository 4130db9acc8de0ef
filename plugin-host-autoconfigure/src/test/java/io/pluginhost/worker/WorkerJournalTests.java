package io.pluginhost.news;

import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.worker.WorkerLogLine;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerJournalTests {

	private final WorkerJournal journal = new WorkerJournal();

	@Test
	void eventsRemembersTheLatestFiftyOfEachPlugin() {
		IntStream.rangeClosed(1, 60).forEach((generation) -> event("acme.linear", generation));
		event("acme.slack", 1);
		assertThat(this.journal.events("acme.linear")).hasSize(50)
			.extracting("generation")
			.startsWith(11L, 12L)
			.endsWith(59L, 60L);
		assertThat(this.journal.events("acme.slack")).hasSize(1);
	}

	@Test
	void linesRemembersTheLatestTwoHundredOfEachPlugin() {
		IntStream.rangeClosed(1, 210).forEach((number) -> line("acme.linear", "line " + number));
		line("acme.slack", "line 1");
		assertThat(this.journal.lines("acme.linear")).hasSize(200)
			.extracting("message")
			.startsWith("line 11", "line 12")
			.endsWith("line 209", "line 210");
		assertThat(this.journal.lines("acme.slack")).hasSize(1);
	}

	@Test
	void eventsWhenPluginIsUnknownIsEmpty() {
		assertThat(this.journal.events("acme.linear")).isEmpty();
		assertThat(this.journal.lines("acme.linear")).isEmpty();
	}

	@Test
	void eventsWhenMoreHappensStayAsTheyWere() {
		event("acme.linear", 1);
		var before = this.journal.events("acme.linear");
		event("acme.linear", 2);
		assertThat(before).hasSize(1);
	}

	private void event(String pluginId, long generation) {
		this.journal.onWorkerEvent(new PluginWorkerReadyEvent(pluginId, Instant.EPOCH, generation));
	}

	private void line(String pluginId, String message) {
		this.journal.onLogLine(new WorkerLogLine(pluginId, Instant.EPOCH, Level.INFO, message, Map.of()));
	}

}
