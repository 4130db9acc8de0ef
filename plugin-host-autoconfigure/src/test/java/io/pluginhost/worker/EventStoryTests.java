package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.output.ProcessStreams;
import io.pluginhost.output.ProtocolWarnings;
import io.pluginhost.output.StackTraceAssembler;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamEvent.Kind;
import io.pluginhost.testing.HandTurnedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a worker says of its own accord, and who hears it: streams, log lines, stderr, and
 * lines that mean nothing.
 */
class EventStoryTests {

	private final WorkerStage stage = new WorkerStage();

	// Streams

	@Test
	void anAnswerThatNobodyWaitsForIsAWarningUntilTheWorkerIsReady() {
		String strange = "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}";
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		this.stage.plugin().start();
		this.stage.turn();
		this.stage.worker().say(strange);
		this.stage.turn();
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		this.stage.worker().say(strange);
		this.stage.turn();
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::level).containsExactly(Level.WARN, Level.DEBUG);
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message).containsOnly("[unknown-answer] id 99");
	}

	@Test
	void streamEventsComeInTheirOrder() {
		this.stage.running();
		FakeWorker worker = this.stage.worker();
		worker.notify("streams.open", "{\"channel\":\"progress\",\"companyId\":\"acme\"}");
		for (int i = 0; i < 100; i++) {
			worker.notify("streams.emit", "{\"channel\":\"progress\",\"companyId\":\"acme\",\"event\":" + i + "}");
		}
		worker.notify("streams.close", "{\"channel\":\"progress\",\"companyId\":\"acme\"}");
		this.stage.turn();
		List<PluginStreamEvent> events = this.stage.news.streams;
		assertThat(events).hasSize(102)
			.allSatisfy((event) -> assertThat(event).extracting("pluginId", "channel", "companyId", "synthetic")
				.containsExactly("acme.linear", "progress", "acme", false));
		assertThat(events.get(0).kind()).isEqualTo(Kind.OPEN);
		assertThat(events.get(101).kind()).isEqualTo(Kind.CLOSE);
		for (int i = 0; i < 100; i++) {
			assertThat(events.get(i + 1).kind()).isEqualTo(Kind.EMIT);
			assertThat(events.get(i + 1).event()).hasToString("" + i);
		}
	}

	@Test
	void anEmitWithoutOpenIsDeliveredAsItIs() {
		this.stage.running();
		this.stage.worker().notify("streams.emit", "{\"channel\":\"a\",\"event\":{\"x\":1}}");
		this.stage.turn();
		assertThat(this.stage.news.streams).singleElement().satisfies((event) -> {
			assertThat(event.kind()).isEqualTo(Kind.EMIT);
			assertThat(event.companyId()).isNull();
			assertThat(event.event()).hasToString("{\"x\":1}");
		});
	}

	@Test
	void openStreamsGetASyntheticCloseWhenTheirWorkerDies() {
		this.stage.running();
		FakeWorker worker = this.stage.worker();
		worker.notify("streams.open", "{\"channel\":\"a\",\"companyId\":\"one\"}");
		worker.notify("streams.open", "{\"channel\":\"a\",\"companyId\":\"two\"}");
		worker.notify("streams.open", "{\"channel\":\"b\"}");
		worker.notify("streams.close", "{\"channel\":\"a\",\"companyId\":\"two\"}");
		worker.notify("streams.emit", "{\"channel\":\"c\",\"event\":1}");
		this.stage.turn();
		this.stage.news.forget();
		worker.process.exit(1);
		this.stage.turn();
		assertThat(this.stage.news.streams).containsExactly(
				new PluginStreamEvent("acme.linear", Kind.CLOSE, "a", "one", null, true),
				new PluginStreamEvent("acme.linear", Kind.CLOSE, "b", null, null, true));
	}

	@Test
	void aStreamWithoutChannelIsNoStream() {
		this.stage.running();
		this.stage.worker().notify("streams.open", "{}");
		this.stage.worker().notify("streams.emit", "{\"channel\":7,\"event\":1}");
		this.stage.worker().say("{\"jsonrpc\":\"2.0\",\"method\":\"streams.open\"}");
		this.stage.worker().notify("streams.open", "[\"a\"]");
		this.stage.turn();
		assertThat(this.stage.news.streams).isEmpty();
		assertThat(this.stage.news.errors).hasSize(4).containsOnly(ProtocolError.INVALID_MESSAGE);
	}

	@Test
	void aStreamListenerThatThrowsMissesNothingElse() {
		List<Kind> seen = new ArrayList<>();
		WorkerRegistry registry = registry(new WorkerListener() {

			@Override
			public void onStreamEvent(PluginStreamEvent event) {
				seen.add(event.kind());
				throw new StackOverflowError();
			}

		});
		start(registry);
		this.stage.worker().notify("streams.open", "{\"channel\":\"a\"}");
		this.stage.worker().notify("streams.close", "{\"channel\":\"a\"}");
		this.stage.turn();
		assertThat(seen).containsExactly(Kind.OPEN, Kind.CLOSE);
	}

	@Test
	void aStreamListenerThatBlocksDelaysNoExit() {
		// Streams that pile up hold up neither the news of an exit nor the next start
		PluginWorker plugin = this.stage
			.running((definition) -> definition.maxQueuedStreamBytes(1).restartEnabled(false));
		this.stage.threads.callbacks.hold();
		this.stage.worker().notify("streams.open", "{\"channel\":\"a\"}");
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		this.stage.threads.callbacks.release();
		this.stage.turn();
		assertThat(this.stage.news.streams).extracting(PluginStreamEvent::kind).containsExactly(Kind.OPEN, Kind.CLOSE);
	}

	@Test
	void aStreamListenerMustNotWaitForItsOwnPlugin() {
		List<PluginWorker> plugin = new ArrayList<>();
		List<Throwable> failures = new ArrayList<>();
		List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
		WorkerRegistry registry = registry(new WorkerListener() {

			@Override
			public void onStreamEvent(PluginStreamEvent event) {
				try {
					plugin.get(0).call("greet").retrieve();
				}
				catch (IllegalStateException ex) {
					failures.add(ex);
				}
				answers.add(plugin.get(0).call("greet").retrieveAsync(JsonNode.class));
			}

		});
		plugin.add(start(registry));
		this.stage.worker().notify("streams.emit", "{\"channel\":\"a\",\"event\":1}");
		this.stage.turn();
		assertThat(failures).singleElement().satisfies((failure) -> assertThat(failure).hasMessageContaining("greet"));
		this.stage.worker().answer("greet", "1");
		this.stage.turn();
		assertThat(answers.get(0)).isCompleted();
	}

	@Test
	void theNamesOfOpenStreamsHaveABound() {
		// What is remembered of open streams has a bound in characters too
		this.stage.running();
		String company = "c".repeat(1000);
		int open = ProcessStreams.MAX_NAMES / 1006;
		for (int i = 0; i < open + 100; i++) {
			this.stage.worker()
				.notify("streams.open", "{\"channel\":\"%06d\",\"companyId\":\"%s\"}".formatted(i, company));
		}
		this.stage.turn();
		assertThat(this.stage.news.streams).hasSize(open);
		this.stage.worker().notify("streams.close", "{\"channel\":\"000001\",\"companyId\":\"" + company + "\"}");
		this.stage.worker().notify("streams.open", "{\"channel\":\"again\",\"companyId\":\"" + company + "\"}");
		this.stage.turn();
		assertThat(this.stage.news.streams).hasSize(open + 2);
	}

	@Test
	void aWorkerCannotHaveMoreStreamsThanTheHostRemembers() {
		this.stage.running((definition) -> definition.restartEnabled(false));
		for (int i = 0; i < ProcessStreams.MAX_OPEN + 5; i++) {
			this.stage.worker().notify("streams.open", "{\"channel\":\"" + i + "\"}");
		}
		this.stage.turn();
		assertThat(this.stage.news.streams).hasSize(ProcessStreams.MAX_OPEN);
		assertThat(this.stage.news.errors).hasSize(5).containsOnly(ProtocolError.INVALID_MESSAGE);
		this.stage.worker().notify("streams.close", "{\"channel\":\"0\"}");
		this.stage.worker().notify("streams.open", "{\"channel\":\"new\"}");
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(this.stage.news.streams).hasSize(2 * ProcessStreams.MAX_OPEN + 2);
		assertThat(this.stage.news.streams.get(this.stage.news.streams.size() - 1))
			.extracting("kind", "channel", "synthetic")
			.containsExactly(Kind.CLOSE, "new", true);
	}

	// The log

	@Test
	void logLinesKeepTheirLevelsAndMeta() {
		this.stage.running();
		FakeWorker worker = this.stage.worker();
		worker.notify("log", "{\"level\":\"debug\",\"message\":\"d\"}");
		worker.notify("log", "{\"level\":\"info\",\"message\":\"i\",\"meta\":{\"user\":\"ada\",\"n\":{\"x\":1}}}");
		worker.notify("log", "{\"level\":\"WARN\",\"message\":\"w\"}");
		worker.notify("log", "{\"level\":\"error\",\"message\":{\"a\":1}}");
		worker.notify("log", "{\"level\":\"trace\",\"message\":\"t\"}");
		worker.notify("log", "{\"level\":\"shout\",\"message\":\"?\"}");
		worker.notify("log", "{\"level\":7,\"message\":null,\"meta\":[1]}");
		this.stage.turn();
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::level)
			.containsExactly(Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR, Level.TRACE, Level.INFO, Level.INFO);
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message)
			.containsExactly("d", "i", "w", "{\"a\":1}", "t", "?", "null");
		assertThat(this.stage.news.errors).isEmpty();
		assertThat(this.stage.news.lines.get(1).meta()).isEqualTo(Map.of("user", "ada", "n", "{\"x\":1}"));
		assertThat(this.stage.news.lines.get(0).timestamp()).isEqualTo(HandTurnedTime.BEGINNING);
	}

	@Test
	void ofVeryLongWordsTheBeginningIsKept() {
		// What is remembered of a worker stays small, whatever it says
		this.stage.running();
		String words = "é".repeat(100_000);
		this.stage.worker().notify("log", "{\"message\":\"" + words + "\",\"meta\":{\"k\":\"" + words + "\"}}");
		this.stage.turn();
		WorkerLogLine line = this.stage.news.lines.get(0);
		assertThat(line.message()).isEqualTo("é".repeat(4096) + "… (100000 characters)");
		assertThat(line.meta()).isEqualTo(Map.of("_omitted", "all (200008 bytes)"));
	}

	@Test
	void metaCountsForHowMuchMayWait() {
		this.stage.running();
		this.stage.threads.callbacks.hold();
		StringBuilder meta = new StringBuilder("\"k\":1");
		for (int i = 0; i < 30; i++) {
			meta.append(",\"k").append(i).append("\":\"").append("x".repeat(2000)).append('"');
		}
		for (int i = 0; i < 200; i++) {
			this.stage.worker().notify("log", "{\"message\":\"m\",\"meta\":{" + meta + "}}");
		}
		this.stage.threads.callbacks.release();
		this.stage.turn();
		assertThat(this.stage.news.lines).hasSizeLessThan(100);
	}

	@Test
	void aWorkersWordsCannotForgeALineOfTheLog() {
		this.stage.running();
		this.stage.worker()
			.notify("log",
					"{\"message\":\"a\\n2026 ERROR forged\\r\\u001b[31m\\u2028\\tb\",\"meta\":{\"k\\n\":\"v\\n\"}}");
		this.stage.worker().process.writeError("c\u001b[2Jd");
		this.stage.advance(StackTraceAssembler.PATIENCE);
		assertThat(this.stage.news.lines.get(0).message()).isEqualTo("a\\n2026 ERROR forged\\r\\u001b[31m\\u2028\tb");
		assertThat(this.stage.news.lines.get(0).meta()).isEqualTo(Map.of("k\\n", "v\\n"));
		assertThat(this.stage.news.lines.get(1).message()).isEqualTo("c\\u001b[2Jd");
	}

	@Test
	void stderrIsAWarningUnlessItSaysItsOwnLevel() {
		this.stage.running();
		Map<String, Level> lines = new LinkedHashMap<>();
		lines.put("something", Level.WARN);
		lines.put("INFO started", Level.INFO);
		lines.put("[debug] x", Level.DEBUG);
		lines.put("2026-01-01T00:00:00Z ERROR boom", Level.ERROR);
		lines.put("2026-01-01 10:00:00,123 WARNING careful", Level.WARN);
		lines.put("fatal: no such file", Level.ERROR);
		lines.put("informed people say", Level.WARN);
		lines.put("this is an error", Level.WARN);
		lines.put("", Level.WARN);
		lines.keySet().forEach(this.stage.worker().process::writeError);
		this.stage.advance(StackTraceAssembler.PATIENCE);
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message).containsExactlyElementsOf(lines.keySet());
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::level).containsExactlyElementsOf(lines.values());
	}

	@Test
	void logLinesThatPileUpAreDroppedAndCounted() {
		this.stage.running();
		this.stage.threads.callbacks.hold();
		String words = "x".repeat(60_000);
		for (int i = 0; i < 1000; i++) {
			this.stage.worker().notify("log", "{\"message\":\"" + words + "\"}");
		}
		this.stage.threads.callbacks.release();
		this.stage.turn();
		int kept = this.stage.news.lines.size() - 1;
		assertThat(kept).isBetween(60, 80);
		assertThat(this.stage.news.lines.get(kept).message())
			.isEqualTo((1000 - kept) + " lines were dropped: they came faster than they could be logged");
	}

	@Test
	void aFloodOfLogLinesIsSummarisedOnce() {
		this.stage.running();
		this.stage.threads.callbacks.hold();
		String words = "x".repeat(10 * 1024);
		for (int i = 0; i < 1000; i++) {
			this.stage.worker().notify("log", "{\"message\":\"" + words + "\"}");
			if (i % 250 == 0) {
				// Somebody logs, but not as fast
				this.stage.threads.callbacks.release();
				this.stage.threads.callbacks.doSome(1);
				this.stage.threads.callbacks.hold();
			}
		}
		this.stage.threads.callbacks.release();
		this.stage.turn();
		List<String> summaries = this.stage.news.lines.stream()
			.map(WorkerLogLine::message)
			.filter((message) -> !message.equals(words))
			.toList();
		assertThat(summaries).hasSize(1);
		int dropped = Integer.parseInt(summaries.get(0).substring(0, summaries.get(0).indexOf(' ')));
		assertThat(dropped).isEqualTo(1000 - (this.stage.news.lines.size() - 1)).isGreaterThan(100);
	}

	@Test
	void aStackTraceIsOneEvent() {
		this.stage.running();
		List.of("ERROR no such order", "java.lang.IllegalStateException: no such order",
				"\tat acme.Orders.find(Orders.java:7)", "Caused by: java.io.IOException: gone",
				"\tat acme.Disk.read(Disk.java:1)", "\t... 12 more", "INFO next order")
			.forEach(this.stage.worker().process::writeError);
		this.stage.turn();
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message).containsExactly("ERROR no such order", """
				java.lang.IllegalStateException: no such order
				\tat acme.Orders.find(Orders.java:7)
				Caused by: java.io.IOException: gone
				\tat acme.Disk.read(Disk.java:1)
				\t... 12 more""");
		this.stage.advance(StackTraceAssembler.PATIENCE);
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::level)
			.containsExactly(Level.ERROR, Level.WARN, Level.INFO);
	}

	@Test
	void whatWaitsForTheRestOfAStackTraceIsLoggedBeforeTheExit() {
		this.stage.running();
		this.stage.worker().process.writeError("last words");
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message).containsExactly("last words");
	}

	@Test
	void aLogThatBlocksHoldsUpNoAnswer() {
		this.stage.handle("ping", (params, call) -> 1);
		this.stage.running();
		this.stage.threads.callbacks.hold();
		this.stage.worker().notify("log", "{\"message\":\"m\"}");
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("1")).isTrue();
	}

	// Lines that mean nothing

	@Test
	void linesThatAreNoMessagesAreCountedAndHarmNothing() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		FakeWorker worker = this.stage.worker();
		worker.say("Debugger attached.");
		worker.say("[1,2]");
		worker.say("{\"jsonrpc\":\"2.0\",\"id\":1,");
		worker.say("{\"hello\":1}");
		worker.say("{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":1}");
		worker.answer("greet", "1");
		this.stage.turn();
		assertThat(answer).isCompleted();
		assertThat(this.stage.news.errors).containsExactly(ProtocolError.NOT_JSON, ProtocolError.NOT_JSON,
				ProtocolError.NOT_JSON, ProtocolError.INVALID_MESSAGE, ProtocolError.UNKNOWN_ANSWER);
		assertThat(this.stage.news.lines.get(0).message()).contains("Debugger attached.");
		assertThat(this.stage.news.lines.get(0).level()).isEqualTo(Level.WARN);
	}

	@Test
	void aFloodOfSuchLinesIsCountedInFullAndLoggedInPart() {
		this.stage.running();
		for (int i = 0; i < 1000; i++) {
			this.stage.worker().say("banner " + i);
			this.stage.worker().say("{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":1}");
		}
		this.stage.turn();
		assertThat(this.stage.news.errors).hasSize(2000);
		assertThat(this.stage.news.lines).hasSize(2 * ProtocolWarnings.LINES);
		this.stage.advance(ProtocolWarnings.PERIOD);
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message)
			.endsWith("[not-json] 980 more", "[unknown-answer] 980 more");
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::level).endsWith(Level.WARN, Level.DEBUG);
		this.stage.worker().say("banner");
		this.stage.turn();
		assertThat(this.stage.news.lines.get(this.stage.news.lines.size() - 1).message())
			.isEqualTo("[not-json] banner");
		this.stage.advance(ProtocolWarnings.PERIOD);
		assertThat(this.stage.news.lines).hasSize(2 * ProtocolWarnings.LINES + 3);
	}

	@Test
	void howManySuchLinesThereWereIsSaidWhenTheWorkerEnds() {
		this.stage.running((definition) -> definition.restartEnabled(false));
		for (int i = 0; i < 100; i++) {
			this.stage.worker().say("banner");
		}
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message).endsWith("[not-json] 80 more");
	}

	@Test
	void wrongShapesOfWhatTheHostItselfReadsAreCounted() {
		this.stage.running();
		List<String> shapes = List.of("[]", "null", "1", "\"text\"", "{}", "{nonsense}",
				"[".repeat(2000) + "]".repeat(2000));
		for (String method : List.of("log", "streams.open", "streams.emit", "streams.close", "$/cancelRequest")) {
			shapes.forEach((shape) -> this.stage.worker().notify(method, shape));
			this.stage.worker().say("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}");
		}
		int wrong = 5 * (shapes.size() + 1);
		this.stage.turn();
		assertThat(this.stage.news.errors).hasSize(wrong).containsOnly(ProtocolError.INVALID_MESSAGE);
		List<String> names = List.of("{\"channel\":1}", "{\"channel\":null}", "{\"channel\":\"a\",\"companyId\":1}",
				"{\"channel\":\"" + "x".repeat(2000) + "\"}");
		names.forEach((name) -> this.stage.worker().notify("streams.open", name));
		this.stage.turn();
		assertThat(this.stage.news.errors).hasSize(wrong + names.size());
		assertThat(this.stage.news.streams).isEmpty();
		this.stage.worker().notify("log", "{\"message\":\"m\"}");
		this.stage.worker().notify("streams.open", "{\"channel\":\"a\",\"companyId\":null}");
		this.stage.turn();
		assertThat(this.stage.news.streams).hasSize(1);
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message).endsWith("m");
	}

	@Test
	void onlyTheBeginningOfSuchALineIsLogged() {
		this.stage.running();
		this.stage.worker().say("é".repeat(5000));
		this.stage.turn();
		assertThat(this.stage.news.lines.get(0).message()).endsWith("é".repeat(200) + "…").hasSizeLessThan(230);
	}

	@Test
	void aListenerToProtocolErrorsThatThrowsHarmsNoOtherLine() {
		// Whoever counts lines cannot stop them
		this.stage.handle("ping", (params, call) -> 1);
		WorkerRegistry registry = registry(new WorkerListener() {

			@Override
			public void onProtocolError(String pluginId, ProtocolError error) {
				throw new IllegalStateException("meter");
			}

		});
		start(registry);
		this.stage.worker().say("banner");
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("1")).isTrue();
	}

	@Test
	void eventsAreToldInOrderWhateverListenersDo() {
		List<String> seen = new ArrayList<>();
		WorkerRegistry registry = registry(new WorkerListener() {

			@Override
			public void onWorkerEvent(PluginWorkerEvent event) {
				seen.add(event.getClass().getSimpleName());
				throw new StackOverflowError();
			}

		});
		start(registry);
		assertThat(seen).containsExactly("PluginWorkerStatusChangedEvent", "PluginWorkerStatusChangedEvent",
				"PluginWorkerReadyEvent");
	}

	@Test
	void whatAListenerHearsIsThereToBeSeen() {
		// A listener to RUNNING can call at once
		List<PluginWorker> plugin = new ArrayList<>();
		List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
		WorkerRegistry registry = registry(new WorkerListener() {

			@Override
			public void onWorkerEvent(PluginWorkerEvent event) {
				if (registryStatus(plugin) == WorkerStatus.RUNNING && answers.isEmpty()) {
					answers.add(plugin.get(0).call("greet").failFast().retrieveAsync(JsonNode.class));
				}
			}

		});
		this.stage.threads.callbacks.inline();
		plugin.add(registry.register(WorkerStage.definition((definition) -> definition)));
		plugin.get(0).start();
		this.stage.turn();
		assertThat(answers).hasSize(1);
		assertThat(answers.get(0)).isNotDone();
	}

	private static WorkerStatus registryStatus(List<PluginWorker> plugin) {
		return plugin.isEmpty() ? WorkerStatus.STOPPED : plugin.get(0).status();
	}

	private WorkerRegistry registry(WorkerListener listener) {
		return this.stage.registry(listener);
	}

	private PluginWorker start(WorkerRegistry registry) {
		PluginWorker plugin = registry.register(WorkerStage.definition((definition) -> definition));
		plugin.start();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		return plugin;
	}

}
