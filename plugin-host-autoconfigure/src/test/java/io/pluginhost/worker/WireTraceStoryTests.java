package io.pluginhost.worker;

import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.Test;

import io.pluginhost.PluginWorker;
import io.pluginhost.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log tells of the messages of a plugin whose wire is traced.
 */
class WireTraceStoryTests {

	private final WorkerStage stage = new WorkerStage();

	@Test
	void eachMessageIsLoggedInItsOrder() {
		this.stage.handle("state.get", (params, call) -> 7);
		List<String> lines = lines(true, () -> {
			PluginWorker plugin = start(true);
			this.stage.send(plugin.call("greet").param("name", "Ada"));
			this.stage.worker().request("\"w-1\"", "state.get", "{}");
			this.stage.turn();
			this.stage.worker().answer("greet", "\"Hello\"");
			this.stage.turn();
		});
		assertThat(lines).hasSize(6);
		assertThat(lines.get(0)).matches("-> \\{\"jsonrpc\":\"2.0\",\"id\":\\d+,\"method\":\"initialize\".*");
		assertThat(lines.get(1)).startsWith("<- {").contains("supportedMethods");
		assertThat(lines.get(2)).startsWith("-> {").contains("greet", "Ada");
		assertThat(lines.get(3))
			.isEqualTo("<- {\"jsonrpc\":\"2.0\",\"id\":\"w-1\",\"method\":\"state.get\",\"params\":{}}");
		assertThat(lines.get(4)).isEqualTo("-> {\"jsonrpc\":\"2.0\",\"id\":\"w-1\",\"result\":7}");
		assertThat(lines.get(5)).matches("<- \\{\"jsonrpc\":\"2.0\",\"id\":\\d+,\"result\":\"Hello\"}");
	}

	@Test
	void aQuestionStandsBeforeItsAnswerHoweverFastThatComes() {
		List<String> lines = lines(true, () -> {
			this.stage.launcher.next((worker) -> worker.process.stdin().tellOnceWaiting(worker::pump));
			start(true);
		});
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).startsWith("-> ").contains("initialize");
		assertThat(lines.get(1)).startsWith("<- ").contains("supportedMethods");
	}

	@Test
	void whatIsNotTakenIsSaidNotToBeSent() {
		List<String> lines = lines(true, () -> {
			PluginWorker plugin = start(true);
			this.stage.worker().process.closeStdin();
			this.stage.send(plugin.call("greet"));
		});
		assertThat(lines.get(2)).startsWith("-> {").contains("greet");
		assertThat(lines.get(3)).startsWith("-> (not sent) {").contains("greet");
	}

	@Test
	void secretsAreMasked() {
		this.stage.handle("secrets.get", (params, call) -> Map.of("apiKey", "hunter2", "SENTRY_DSN", "hunter2", "more",
				List.of(Map.of("DB_PWD", List.of("hunter2"), "user", "ada"))));
		List<String> lines = lines(true, () -> {
			start(true);
			this.stage.worker().request("1", "secrets.get", "{\"token\":\"hunter2\",\"secretary\":\"bob\"}");
			this.stage.worker().say("password=hunter2");
			this.stage.turn();
		});
		assertThat(lines).noneMatch((line) -> line.contains("hunter2"));
		assertThat(lines.get(0)).contains("\"config\":\"******\"");
		assertThat(lines).anyMatch((line) -> line.contains("\"token\":\"******\",\"secretary\":\"bob\""))
			.anyMatch((line) -> line.contains("\"DB_PWD\":\"******\"") && line.contains("\"user\":\"ada\""))
			.anyMatch((line) -> line.contains("16 bytes that are no JSON"));
	}

	@Test
	void secretsOfTheConfigurationAreMaskedWhateverTheyAreCalled() {
		this.stage.handle("echo", (params, call) -> Map.of("said", "horse-staple, again"));
		List<String> lines = lines(true, () -> {
			this.stage.running((definition) -> definition.traceWire(true).env(Map.of("DB_PASSWORD", "horse-staple")));
			this.stage.worker().request("1", "echo", "{\"note\":\"it is horse-staple\"}");
			this.stage.turn();
		});
		assertThat(lines).noneMatch((line) -> line.contains("horse-staple"))
			.anyMatch((line) -> line.startsWith("<- ") && line.contains("\"it is ******\""))
			.anyMatch((line) -> line.startsWith("-> ") && line.contains("\"******, again\""));
	}

	@Test
	void aLongMessageIsCut() {
		List<String> lines = lines(true, () -> {
			PluginWorker plugin = start(true);
			this.stage.send(plugin.call("greet").param("name", "x".repeat(100_000)));
		});
		assertThat(lines.get(2)).hasSizeLessThan(10_100).contains("… (1001");
	}

	@Test
	void nothingIsLoggedUnlessItIsWanted() {
		assertThat(lines(true, () -> start(false))).isEmpty();
		assertThat(lines(false, () -> this.stage.registry.getWorker(WorkerStage.ID).restart())).isEmpty();
	}

	private PluginWorker start(boolean traceWire) {
		return this.stage
			.running((definition) -> definition.traceWire(traceWire).config(Map.of("url", "https://hunter2@acme")));
	}

	private List<String> lines(boolean enabled, Runnable story) {
		try (LoggedLines lines = LoggedLines.of(WorkerStage.ID + ".wire", (event) -> {
		})) {
			if (!enabled) {
				lines.setLevel(Level.INFO);
			}
			story.run();
			this.stage.turn();
			return lines.events.stream().map(ILoggingEvent::getFormattedMessage).toList();
		}
	}

}
