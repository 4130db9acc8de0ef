package io.pluginhost.output;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.concurrent.Outbox;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamEvent.Kind;
import io.pluginhost.testing.HandTurnedThreads;
import io.pluginhost.testing.HandTurnedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stream events at the end of their process, with a reader that has to wait.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ProcessStreamsTests {

	private static final JsonCodec CODEC = new JsonCodec(JsonMapper.builder().build());

	private final List<String> warnings = new ArrayList<>();

	private final HandTurnedTime time = new HandTurnedTime();

	private final HandTurnedThreads threads = new HandTurnedThreads(this.time);

	private final Outbox<Runnable> outbox = new Outbox<>("streams", 100, this.threads.callbacks(), this.time,
			Runnable::run);

	private final List<String> delivered = new ArrayList<>();

	private final ProcessStreams streams = new ProcessStreams("acme.linear", this.outbox, pause(), this::receive, CODEC,
			this.warnings::add);

	@Test
	void eventsOfAPausedReaderAreDeliveredBeforeTheEnd() throws InterruptedException {
		// All events that the worker has written, then the synthetic CLOSE; none is lost
		this.streams.take(Kind.OPEN, "a", null, null, 100);
		Thread reader = reader(() -> {
			emit(this.streams, "a", 16_000_000);
			emit(this.streams, "b", 50);
			this.streams.take(Kind.OPEN, "c", null, null, 50);
		});
		awaitPause();
		assertThat(this.delivered).isEmpty();
		this.streams.exited();
		reader.join();
		this.streams.end();
		this.threads.turn();
		assertThat(this.delivered).containsExactly("OPEN a", "EMIT a", "EMIT b", "OPEN c", "CLOSE a synthetic",
				"CLOSE c synthetic");
	}

	@Test
	void outputOfOthersIntoAnInheritedPipeIsPausedAndEndsWithTheProcess() throws InterruptedException {
		this.streams.take(Kind.OPEN, "a", null, null, 100);
		this.streams.exited();
		List<String> taken = new ArrayList<>();
		Thread reader = reader(() -> {
			for (int i = 0; i < 10; i++) {
				emit(this.streams, "a", ProcessStreams.MAX_AFTER_EXIT / 4);
				taken.add("a");
			}
		});
		awaitPause();
		assertThat(taken).hasSize(4);
		this.streams.end();
		reader.join();
		this.threads.turn();
		assertThat(this.delivered).startsWith("OPEN a", "EMIT a", "EMIT a", "EMIT a", "EMIT a")
			.endsWith("CLOSE a synthetic");
		assertThat(this.delivered).filteredOn((event) -> event.startsWith("CLOSE")).hasSize(1);
	}

	@Test
	void nothingIsDeliveredAfterTheEnd() {
		this.streams.take(Kind.OPEN, "a", null, null, 10);
		this.streams.end();
		emit(this.streams, "a", 10);
		this.streams.take(Kind.CLOSE, "a", null, null, 10);
		this.streams.take(Kind.OPEN, "b", null, null, 10);
		this.threads.turn();
		assertThat(this.delivered).containsExactly("OPEN a", "CLOSE a synthetic");
	}

	@Test
	void theNextProcessComesBehindTheOneBefore() throws InterruptedException {
		ProcessStreams next = new ProcessStreams("acme.linear", this.outbox, pause(), this::receive, CODEC,
				this.warnings::add);
		this.streams.take(Kind.OPEN, "a", null, null, 100);
		Thread reader = reader(() -> emit(this.streams, "a", 10));
		awaitPause();
		this.streams.exited();
		reader.join();
		this.streams.end();
		// Events left by the previous process do not pause it
		next.take(Kind.OPEN, "a", null, null, 10);
		assertThat(next.pausedFor()).isNull();
		this.threads.turn();
		next.end();
		this.threads.turn();
		assertThat(this.delivered).containsExactly("OPEN a", "EMIT a", "CLOSE a synthetic", "OPEN a",
				"CLOSE a synthetic");
	}

	@Test
	void aProcessThatLivesIsPaused() throws InterruptedException {
		this.streams.take(Kind.OPEN, "a", null, null, 100);
		Thread reader = reader(() -> emit(this.streams, "a", 10));
		awaitPause();
		this.outbox.hurry();
		this.threads.turn();
		reader.join();
		this.threads.turn();
		assertThat(this.delivered).containsExactly("OPEN a", "EMIT a");
		assertThat(this.streams.pausedFor()).isNull();
	}

	@Test
	void aListenerThatThrowsReceivesEveryEnd() {
		ProcessStreams streams = new ProcessStreams("acme.linear", this.outbox, pause(), (event) -> {
			receive(event);
			throw new StackOverflowError();
		}, CODEC, this.warnings::add);
		streams.take(Kind.OPEN, "a", null, null, 10);
		streams.take(Kind.OPEN, "b", null, null, 10);
		streams.end();
		this.threads.turn();
		assertThat(this.delivered).containsExactly("OPEN a", "OPEN b", "CLOSE a synthetic", "CLOSE b synthetic");
	}

	@Test
	void anEventThatCannotBeReadIsLoggedAndNotDelivered() {
		// Events are read when they are delivered
		this.streams.take(Kind.EMIT, "a", null, RawJson.of("{nonsense}"), 10);
		this.streams.take(Kind.EMIT, "a", null, RawJson.of("1e999999"), 10);
		this.threads.turn();
		assertThat(this.delivered).containsExactly("EMIT a");
		assertThat(this.warnings).hasSize(1);
	}

	@Test
	void eventsLeftByManyProcessesAreBounded() throws InterruptedException {
		// A listener that never returns does not make stream events wait without bound
		for (int i = 0; i < 4; i++) {
			ProcessStreams one = new ProcessStreams("acme.linear", this.outbox, pause(), this::receive, CODEC,
					this.warnings::add);
			emit(one, "a", 100);
			one.exited();
			one.end();
		}
		Thread reader = reader(() -> emit(this.streams, "a", 1));
		awaitPause();
		assertThat(this.delivered).isEmpty();
		this.threads.turn();
		reader.join();
	}

	private PausedReader pause() {
		return new PausedReader("acme.linear", this.time, () -> null);
	}

	private void receive(PluginStreamEvent event) {
		this.delivered.add(event.kind() + " " + event.channel() + (event.synthetic() ? " synthetic" : ""));
	}

	private static void emit(ProcessStreams streams, String channel, long size) {
		streams.take(Kind.EMIT, channel, null, null, size);
	}

	private static Thread reader(Runnable work) {
		Thread reader = new Thread(work, "reader");
		reader.setDaemon(true);
		reader.start();
		return reader;
	}

	private void awaitPause() {
		while (this.streams.pausedFor() == null) {
			assertThat(Thread.interrupted()).as("waited for too long").isFalse();
			Thread.onSpinWait();
		}
	}

}
