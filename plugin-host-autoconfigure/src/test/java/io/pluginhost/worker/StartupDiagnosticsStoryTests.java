package io.pluginhost.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginWorkerCrashedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of a worker that does not become ready, or cannot be heard.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupDiagnosticsStoryTests {

	private final WorkerStage stage = new WorkerStage();

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
			Content-Length: 84; frames its messages with Content-Length, as language servers do
			content-length:84; frames its messages with Content-Length, as language servers do
			HTTP/1.1 400 Bad Request; speaks HTTP on its stdout
			1|1|tcp|127.0.0.1:1234|grpc; is a plugin for HashiCorp's go-plugin
			""")
	void anotherProtocolFailsTheStartAtOnceAndIsNamed(String line, String words) {
		// A program that speaks another protocol is told which, and nobody waits for its
		// answer
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> worker.say(line)));
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining("failed to initialize: it " + words);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.INITIALIZE_FAILED);
		assertThat(this.stage.news.lines).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":-32602,\"message\":\"params.protocolVersion: Required\"}}",
			"{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":-32602,\"message\":\"Invalid\",\"data\":[{\"path\":[\"protocolVersion\"]}]}}",
			"{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"serverInfo\":{\"name\":\"x\"}}}" })
	void aServerOfMcpIsNamed(String answer) {
		this.stage.launcher
			.next((worker) -> worker.on("initialize", (call) -> worker.say(answer.formatted(call.get("id")))));
		CompletableFuture<Void> start = this.stage.plugin().start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining(
				"failed to initialize: it is a server of the Model Context Protocol (MCP), and no plugin");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
			Server listening on http://localhost:3000; seems to be a server that waits for connections
			{; writes JSON over several lines
			usage: tool [options] file; prints how it is to be called
			<?xml version="1.0"?>; writes XML
			""")
	void whatIsNotSureIsToldWhenTheTimeIsUp(String line, String words) {
		assertThat(noAnswer((worker) -> worker.say(line))).contains(": it " + words);
	}

	@Test
	void anExitBeforeTheAnswerIsToldWithWhatItPrinted() {
		this.stage.launcher.next((worker) -> worker.on("initialize", (call) -> {
			worker.say("Usage: tool FILE");
			worker.process.exit(2);
		}));
		CompletableFuture<Void> start = this.stage.plugin().start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start)).hasMessageContaining(
				"exited with code 2 before it had answered 'initialize': it prints how it is to be called");
	}

	@Test
	void aStartThatFailsAsBeforeSaysSoInShort(CapturedOutput output) {
		// A start that cannot succeed is reported once, and then in a line
		this.stage.launcher.each((worker) -> worker.on("initialize", (call) -> {
			worker.process.writeError("Error: no module 'x' (" + this.stage.time.now() + ")");
			worker.process.exit(1);
		}));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartMaxRestarts(3));
		plugin.start();
		this.stage.advance(Duration.ofHours(1));
		assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
		assertThat(output.toString().lines().filter((line) -> line.contains("ERROR") && line.contains("Plugin '")))
			.hasSize(2);
		assertThat(output).containsOnlyOnce("exited with code 1 before it had answered 'initialize'")
			.containsOnlyOnce("  | Error: no module")
			.contains("failed to start for the same reason as before (crash 2 in a row, 2 in all); next start in 2s")
			.contains("failed to start for the same reason as before (crash 4 in a row, 4 in all); it stays down");
		plugin.start();
		this.stage.turn();
		assertThat(output.toString().split("exited with code 1 before it had answered", -1)).hasSize(3);
	}

	@Test
	void aWorkerThatCannotBeReadAnyLongerIsACrashWithThatReason() {
		// The death of a reader never leaves a worker running
		PluginWorker plugin = this.stage.running();
		CompletableFuture<?> call = this.stage.send(plugin.call("greet"));
		this.stage.worker().process.failReading(new IOException("its stdout can no longer be read: Java heap space"));
		this.stage.turn();
		assertThat(call).isCompletedExceptionally();
		assertThat(this.stage.worker().process.timesKilled()).isEqualTo(1);
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).reason()).isEqualTo(CrashReason.STDOUT_CLOSED);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.BACKOFF);
		assertThat(WorkerStage.failure(this.stage.send(plugin.call("greet"))))
			.hasMessageContaining("cannot be heard: its stdout can no longer be read: Java heap space, and was killed");
	}

	@Test
	void supportedMethodsAreKeptWithinBounds() {
		// What a worker says it supports is kept as far as anybody reads it
		StringBuilder methods = new StringBuilder("\"" + "a".repeat(10_000) + "\"");
		for (int i = 0; i < 3000; i++) {
			methods.append(",\"m").append(i).append('"');
		}
		methods.append(",\"configChanged\",\"configChanged\"");
		this.stage.launcher.next((worker) -> worker.on("initialize",
				(call) -> worker.answer(call, "{\"ok\":true,\"supportedMethods\":[" + methods + "]}")));
		PluginWorker plugin = this.stage.running();
		assertThat(plugin.supportedMethods()).hasSize(202).contains("m0", "configChanged", "… (2802 more)");
		assertThat(plugin.supportedMethods().get(0)).isEqualTo("a".repeat(200) + "… (10000 characters)");
	}

	@Test
	void whatRefusedTheStartIsCut() {
		this.stage.launcher
			.next((worker) -> worker.on("initialize", (call) -> worker.refuse(call, -32002, "e".repeat(1_000_000))));
		PluginWorker plugin = this.stage.plugin();
		CompletableFuture<Void> start = plugin.start();
		this.stage.turn();
		assertThat(WorkerStage.failure(start).getMessage()).hasSizeLessThan(6000).contains("(1000000 characters)");
	}

	private String noAnswer(Consumer<FakeWorker> words) {
		WorkerStage stage = new WorkerStage();
		stage.launcher.next((worker) -> worker.ignoring("initialize").on("initialize", (call) -> words.accept(worker)));
		PluginWorker plugin = stage.plugin((definition) -> definition.initializeTimeout(Duration.ofSeconds(15)));
		CompletableFuture<Void> start = plugin.start();
		stage.advance(Duration.ofSeconds(15));
		return String.valueOf(WorkerStage.failure(start).getMessage());
	}

}
