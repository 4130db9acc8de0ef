package io.pluginhost.worker;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginCall;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.call.ConfigProblem;
import io.pluginhost.rpc.ProtocolError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Calls to a worker, from an application's request to its answer, in all weathers.
 */
class CallStoryTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final WorkerStage stage = new WorkerStage();

	@Test
	void aCallIsAnswered() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet").param("name", "Ada"));
		JsonNode call = this.stage.worker().call("greet");
		assertThat(call.get("id").isIntegralNumber()).isTrue();
		assertThat(call.get("params")).hasToString("{\"name\":\"Ada\"}");
		assertThat(plugin.diagnostics().pendingCalls()).isEqualTo(1);
		this.stage.worker().answer("greet", "{\"text\":\"Hello, Ada\"}");
		this.stage.turn();
		assertThat(answer.join()).hasToString("{\"text\":\"Hello, Ada\"}");
		assertThat(plugin.diagnostics().pendingCalls()).isZero();
	}

	@Test
	void answersMayComeInAnyOrder() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> first = this.stage.send(plugin.call("first"));
		CompletableFuture<JsonNode> second = this.stage.send(plugin.call("second"));
		this.stage.worker().answer("second", "2");
		this.stage.worker().answer("first", "1");
		this.stage.turn();
		assertThat(first.join().intValue()).isEqualTo(1);
		assertThat(second.join().intValue()).isEqualTo(2);
	}

	@Test
	void anAnswerIsReadAsTheTypeThatIsAskedFor() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<Greeting> record = plugin.call("a").retrieveAsync(Greeting.class);
		CompletableFuture<List<Integer>> list = plugin.call("b").retrieveAsync(new TypeReference<List<Integer>>() {
		});
		CompletableFuture<Greeting> none = plugin.call("c").retrieveAsync(Greeting.class);
		CompletableFuture<Greeting> wrong = plugin.call("d").retrieveAsync(Greeting.class);
		this.stage.turn();
		this.stage.worker().answer("a", "{\"text\":\"hi\"}");
		this.stage.worker().answer("b", "[1,2]");
		this.stage.worker().answer("c", "null");
		this.stage.worker().answer("d", "[]");
		this.stage.turn();
		assertThat(record.join()).isEqualTo(new Greeting("hi"));
		assertThat(list.join()).containsExactly(1, 2);
		assertThat(none.join()).isNull();
		assertThat(WorkerStage.failure(wrong)).isInstanceOf(PluginRpcException.class)
			.hasMessageContaining("answered 'd' with what cannot be read as " + Greeting.class.getName()
					+ ": it must be of type Greeting");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[3000000000] | java.util.List<java.lang.Integer>: '[0]' must be an integer from -2147483648 to 2147483647
			[1.5]        | java.util.List<java.lang.Integer>: '[0]' must be an integer from -2147483648 to 2147483647
			["x"]        | java.util.List<java.lang.Integer>: '[0]' must be an integer
			[{x}]        | java.util.List<java.lang.Integer>: it is not valid JSON
			""")
	void anAnswerThatCannotBeReadIsRefusedWithThePartAndTheReason(String answer, String reason) {
		// Which part, which type, which range: the caller sees why, and no value
		CompletableFuture<List<Integer>> list = this.stage.running()
			.call("a")
			.retrieveAsync(new TypeReference<List<Integer>>() {
			});
		this.stage.turn();
		this.stage.worker().answer("a", answer);
		this.stage.turn();
		assertThat(WorkerStage.failure(list)).isInstanceOf(PluginRpcException.class)
			.hasMessageEndingWith("answered 'a' with what cannot be read as " + reason);
	}

	@Test
	void aWorkersErrorIsTheCallersException() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		JsonNode call = this.stage.worker().call("greet");
		this.stage.worker()
			.say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":-32000,\"message\":\"down\",\"data\":{\"x\":1}}}"
				.formatted(call.get("id")));
		this.stage.turn();
		Throwable failure = WorkerStage.failure(answer);
		assertThat(failure).isExactlyInstanceOf(PluginRpcException.class).hasMessage("down");
		PluginRpcException exception = (PluginRpcException) failure;
		assertThat(exception.code()).isEqualTo(-32000);
		assertThat(exception.data()).hasToString("{\"x\":1}");
		assertThat(exception.pluginId()).isEqualTo("acme.linear");
		assertThat(exception.method()).isEqualTo("greet");
	}

	@Test
	void aCallIsNeverGatedOnSupportedMethods() {
		PluginWorker plugin = this.stage.running();
		assertThat(plugin.supportedMethods()).doesNotContain("unlisted");
		this.stage.send(plugin.call("unlisted"));
		assertThat(this.stage.worker().receivedMethods()).contains("unlisted");
	}

	// While starting

	@Test
	void callsThatWaitForInitializeDoSoWithinTheirOwnTimeouts() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		CompletableFuture<JsonNode> impatient = this.stage.send(plugin.call("impatient").timeout(SECOND));
		CompletableFuture<JsonNode> patient = this.stage.send(plugin.call("patient").timeout(Duration.ofSeconds(5)));
		this.stage.advance(SECOND);
		assertThat(WorkerStage.failure(impatient)).isInstanceOf(RpcTimeoutException.class);
		this.stage.advance(SECOND);
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "patient");
		// The time it waited counts
		this.stage.advance(Duration.ofSeconds(3).minusNanos(1));
		assertThat(patient).isNotDone();
		this.stage.advance(Duration.ofNanos(1));
		assertThat(WorkerStage.failure(patient)).isInstanceOf(RpcTimeoutException.class);
	}

	@Test
	void callsThatWaitForInitializeFailIfItFails() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0));
		plugin.start();
		this.stage.turn();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		this.stage.worker().process.writeError("ModuleNotFoundError: No module named 'db'");
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(WorkerStage.failure(answer)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessage(
					"Plugin 'acme.linear' cannot take 'greet' while BACKOFF (next start in 1s)\nThe last time it exited "
							+ "with code 1 before it had answered 'initialize': ModuleNotFoundError: No module named 'db'");
	}

	@Test
	void callsMadeWhileTheWorkerComesBackWait() {
		PluginWorker plugin = this.stage.running((definition) -> definition.restartJitter(0));
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		this.stage.worker().process.exit(1);
		this.stage.advance(SECOND);
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		this.stage.worker().answer("greet", "1");
		this.stage.turn();
		assertThat(answer).isCompleted();
	}

	@Test
	void failFastDoesNotWait() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet").failFast());
		assertThat(WorkerStage.failure(answer)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessage("Plugin 'acme.linear' cannot take 'greet' while STARTING");
	}

	@Test
	void failFastThatWakesALazyPluginSaysThatItIsBeingStarted() {
		PluginWorker plugin = this.stage.plugin();
		plugin.standBy();
		this.stage.turn();
		CompletableFuture<JsonNode> waking = plugin.call("greet").failFast().retrieveAsync(JsonNode.class);
		CompletableFuture<JsonNode> next = plugin.call("greet").failFast().retrieveAsync(JsonNode.class);
		this.stage.turn();
		for (CompletableFuture<JsonNode> refused : List.of(waking, next)) {
			assertThat(WorkerStage.failure(refused)).isInstanceOf(WorkerUnavailableException.class)
				.hasMessage("Plugin 'acme.linear' cannot take 'greet' while STOPPED (it is being started)");
		}
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
	}

	@Test
	void failFastIsSentWhereTheWorkerRuns() {
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("greet").failFast());
		assertThat(this.stage.worker().receivedMethods()).contains("greet");
	}

	// While not running

	@Test
	void callsFailAtOnceWhereNothingRuns() {
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0).restartMaxRestarts(1));
		assertUnavailable(plugin, "STOPPED (start it first)");
		plugin.start();
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertUnavailable(plugin, "BACKOFF (next start in 1s)\nThe last time it exited unexpectedly with code 1");
		this.stage.advance(Duration.ofMillis(400));
		assertUnavailable(plugin, "BACKOFF (next start in 600ms)\nThe last time it exited unexpectedly with code 1");
		this.stage.advance(SECOND);
		this.stage.worker().process.exitBy("SIGSEGV");
		this.stage.turn();
		assertUnavailable(plugin,
				"CRASHED (it stays down until it is started by hand)\nThe last time it was ended by " + "SIGSEGV");
		plugin.start();
		this.stage.turn();
		this.stage.worker().ignoring("shutdown");
		plugin.stop();
		this.stage.turn();
		assertUnavailable(plugin, "STOPPING");
	}

	private void assertUnavailable(PluginWorker plugin, String status) {
		Throwable failure = WorkerStage.failure(this.stage.send(plugin.call("greet")));
		assertThat(failure).isInstanceOf(WorkerUnavailableException.class)
			.hasMessage("Plugin 'acme.linear' cannot take 'greet' while " + status);
		assertThat(((WorkerUnavailableException) failure).code()).isEqualTo(RpcErrorCodes.UNAVAILABLE);
	}

	@Test
	void aBlockingCallFailsTheSameWay() {
		PluginWorker plugin = this.stage.plugin();
		assertThatExceptionOfType(WorkerUnavailableException.class).isThrownBy(() -> plugin.call("greet").retrieve());
	}

	@Test
	void callsInFlightMayBeAnsweredWhileTheWorkerDrains() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		this.stage.worker().ignoring("shutdown");
		plugin.stop();
		this.stage.advance(Duration.ofSeconds(9));
		this.stage.worker().answer("greet", "\"just in time\"");
		this.stage.turn();
		assertThat(answer.join().stringValue()).isEqualTo("just in time");
	}

	@Test
	void pendingCallsFailWithTheExitAndStderrOnce() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> first = this.stage.send(plugin.call("first"));
		CompletableFuture<JsonNode> second = this.stage.send(plugin.call("second"));
		this.stage.worker().process.writeError("oh no");
		this.stage.worker().process.writeError("out of memory");
		this.stage.worker().process.exitBy("SIGKILL");
		this.stage.turn();
		for (CompletableFuture<JsonNode> call : List.of(first, second)) {
			assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class)
				.hasMessage(
						"Worker process exited (code=null, signal=SIGKILL)\n\nWorker stderr:\noh no\nout of memory");
		}
		assertThat(plugin.diagnostics().pendingCalls()).isZero();
	}

	@Test
	void pendingCallsFailWithoutStderrIfThereIsNone() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("first"));
		this.stage.worker().process.exit(0);
		this.stage.turn();
		assertThat(WorkerStage.failure(call)).hasMessage("Worker process exited (code=0, signal=null)");
	}

	@Test
	void callsBetweenTheExitAndItsNewsFailAtOnce() {
		PluginWorker plugin = this.stage.running();
		this.stage.threads.loop.hold();
		this.stage.worker().process.exit(1);
		CompletableFuture<JsonNode> call = this.stage.send(plugin.call("greet"));
		assertThat(WorkerStage.failure(call)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessage("Plugin 'acme.linear' cannot take 'greet': its process takes no messages any more");
	}

	// Time, and changing one's mind

	@Test
	void aCallThatTakesTooLongIsCancelledAndForgotten() {
		PluginWorker plugin = this.stage.running((definition) -> definition.rpcTimeout(Duration.ofSeconds(30)));
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		JsonNode call = this.stage.worker().call("greet");
		this.stage.advance(Duration.ofSeconds(30).minusNanos(1));
		assertThat(answer).isNotDone();
		this.stage.advance(Duration.ofNanos(1));
		assertThat(WorkerStage.failure(answer)).isInstanceOf(RpcTimeoutException.class)
			.hasMessageContaining("acme.linear")
			.hasMessageContaining("greet");
		assertThat(this.stage.worker().call("$/cancelRequest").get("params").get("id")).isEqualTo(call.get("id"));
		assertThat(plugin.diagnostics().pendingCalls()).isZero();
		this.stage.worker().answer("greet", "\"too late\"");
		this.stage.turn();
		assertThat(this.stage.news.errors).containsExactly(ProtocolError.UNKNOWN_ANSWER);
	}

	@Test
	void aCallsOwnTimeoutIsNeverCapped() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet").timeout(Duration.ofDays(2)));
		CompletableFuture<JsonNode> eternal = this.stage
			.send(plugin.call("wait").timeout(Duration.ofSeconds(Long.MAX_VALUE)));
		this.stage.advance(Duration.ofDays(1));
		assertThat(answer).isNotDone();
		this.stage.advance(Duration.ofDays(1));
		assertThat(answer).isCompletedExceptionally();
		this.stage.advance(Duration.ofDays(30));
		assertThat(eternal).isNotDone();
	}

	@Test
	void aTimeoutOfZeroIsRefused() {
		PluginWorker plugin = this.stage.running();
		assertThatIllegalArgumentException().isThrownBy(() -> plugin.call("greet").timeout(Duration.ZERO));
	}

	@Test
	void cancellingSendsACancelRequest() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		JsonNode id = this.stage.worker().call("greet").get("id");
		answer.cancel(true);
		this.stage.turn();
		assertThat(this.stage.worker().call("$/cancelRequest").get("params")).hasToString("{\"id\":" + id + "}");
		assertThat(plugin.diagnostics().pendingCalls()).isZero();
	}

	@Test
	void cancellingTakesBackWhatIsNotSentYet() {
		PluginWorker plugin = this.stage.running();
		this.stage.worker().stopReading();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		answer.cancel(true);
		this.stage.turn();
		this.stage.worker().readAgain();
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
	}

	@Test
	void cancellingForgetsACallThatWaitsForInitialize() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		answer.cancel(false);
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
		assertThat(answer).isCancelled();
	}

	@Test
	void completingOnesOwnFutureHarmsNobody() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		answer.completeExceptionally(new CancellationException());
		this.stage.worker().answer("greet", "1");
		CompletableFuture<JsonNode> next = this.stage.send(plugin.call("next"));
		this.stage.worker().answer("next", "2");
		this.stage.turn();
		assertThat(next.join().intValue()).isEqualTo(2);
		assertThat(this.stage.news.errors).isEmpty();
	}

	// Limits

	@Test
	void onlySoManyCallsWaitForAnswers() {
		PluginWorker plugin = this.stage.running((definition) -> definition.maxPendingCalls(2));
		this.stage.send(plugin.call("first"));
		CompletableFuture<JsonNode> second = this.stage.send(plugin.call("second"));
		assertThat(WorkerStage.failure(this.stage.send(plugin.call("third"))))
			.isInstanceOf(WorkerUnavailableException.class)
			.hasMessage("Plugin 'acme.linear' cannot take 'third': limits.max-pending-calls, 2, wait already");
		this.stage.worker().answer("second", "2");
		this.stage.turn();
		assertThat(second).isCompleted();
		assertThat(this.stage.send(plugin.call("third"))).isNotDone();
	}

	@Test
	void aHealthCheckTakesNoCallsPlace() {
		PluginWorker plugin = this.stage.running((definition) -> definition.maxPendingCalls(1)
			.healthCheckEnabled(true)
			.healthCheckInterval(Duration.ofSeconds(30)));
		this.stage.advance(Duration.ofSeconds(30));
		assertThat(this.stage.worker().call("health")).isNotNull();
		assertThat(this.stage.send(plugin.call("first"))).isNotDone();
		assertThat(WorkerStage.failure(this.stage.send(plugin.call("second"))))
			.hasMessageContaining("limits.max-pending-calls");
	}

	@Test
	void onlySoManyCallsWaitForInitialize() {
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin((definition) -> definition.maxPendingCalls(1));
		plugin.start();
		this.stage.turn();
		assertThat(this.stage.send(plugin.call("first"))).isNotDone();
		assertThat(WorkerStage.failure(this.stage.send(plugin.call("second"))))
			.hasMessageContaining("limits.max-pending-calls");
	}

	@Test
	void callersNeverBlockOnAFullPipe() {
		PluginWorker plugin = this.stage.running((definition) -> definition.maxQueuedBytes(200));
		this.stage.worker().stopReading();
		CompletableFuture<JsonNode> first = this.stage.send(plugin.call("first").param("text", "x".repeat(500)));
		CompletableFuture<JsonNode> second = this.stage.send(plugin.call("second"));
		assertThat(first).isNotDone();
		assertThat(WorkerStage.failure(second)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("limits.max-queued-bytes");
		this.stage.worker().readAgain();
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).contains("first").doesNotContain("second");
		assertThat(this.stage.send(plugin.call("third"))).isNotDone();
	}

	@Test
	void shutdownGoesBeforeWhatWaits() {
		PluginWorker plugin = this.stage.running();
		this.stage.worker().stopReading();
		this.stage.send(plugin.call("first"));
		plugin.stop();
		this.stage.turn();
		this.stage.worker().readAgain();
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).startsWith("initialize", "shutdown");
	}

	@Test
	void aCallThatIsTooLongFailsBeforeItIsQueued() {
		PluginWorker plugin = this.stage.running((definition) -> definition.maxMessageSize(1000));
		Throwable failure = WorkerStage.failure(this.stage.send(plugin.call("greet").param("text", "x".repeat(1000))));
		assertThat(failure).isInstanceOf(PluginRpcException.class).hasMessageContaining("limits.max-message-size");
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
		assertThat(plugin.diagnostics().pendingCalls()).isZero();
	}

	@Test
	void anAnswerThatIsTooLongFailsItsCallAtOnce() {
		PluginWorker plugin = this.stage.running((definition) -> definition.maxMessageSize(1000));
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		this.stage.worker().answer("greet", "\"" + "x".repeat(10_000) + "\"");
		this.stage.turn();
		assertThat(WorkerStage.failure(answer)).hasMessageContaining("limits.max-message-size");
		assertThat(this.stage.news.errors).containsExactly(ProtocolError.TOO_LONG);
		CompletableFuture<JsonNode> next = this.stage.send(plugin.call("next"));
		this.stage.worker().answer("next", "1");
		this.stage.turn();
		assertThat(next).isCompleted();
	}

	@Test
	void paramsMustBeAnObjectOrArray() {
		PluginWorker plugin = this.stage.running();
		for (Object scalar : List.of("text", 1, new UUID(1, 2), LocalDate.of(2026, 1, 1))) {
			String message = "Parameters of 'greet' cannot be sent to plugin 'acme.linear': JSON-RPC 2.0 wants an object "
					+ "or an array, and %s is written as".formatted(scalar.getClass().getName());
			assertThat(WorkerStage.failure(this.stage.send(plugin.call("greet").params(scalar))))
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageStartingWith(message);
			assertThatIllegalArgumentException().isThrownBy(() -> plugin.call("greet").params(scalar).retrieve())
				.withMessageStartingWith(message);
			assertThatIllegalArgumentException().isThrownBy(() -> plugin.send("greet", scalar))
				.withMessageStartingWith(message);
		}
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
		this.stage.send(plugin.call("list").params(List.of(1, 2)));
		assertThat(this.stage.worker().call("list").get("params")).hasToString("[1,2]");
		this.stage.send(plugin.call("none"));
		assertThat(this.stage.worker().call("none").get("params")).hasToString("{}");
	}

	@Test
	void paramsAreSetEitherWay() {
		PluginWorker plugin = this.stage.running();
		assertThatIllegalStateException().isThrownBy(() -> plugin.call("greet").param("a", 1).params(Map.of()));
		assertThatIllegalStateException().isThrownBy(() -> plugin.call("greet").param("a", 1).params(null));
		assertThatIllegalStateException().isThrownBy(() -> plugin.call("greet").params(Map.of()).param("a", 1));
		assertThatIllegalStateException().isThrownBy(() -> plugin.call("greet").params(null).param("a", 1));
	}

	@Test
	void whatIsSetLastCounts() {
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("whole").params(List.of(1)).params(Map.of("b", 2)));
		assertThat(this.stage.worker().call("whole").get("params")).hasToString("{\"b\":2}");
		this.stage.send(plugin.call("none").params(List.of(1)).params(null));
		assertThat(this.stage.worker().call("none").get("params")).hasToString("{}");
		this.stage.send(plugin.call("named").param("a", 1).param("b", null).param("a", 3));
		assertThat(this.stage.worker().call("named").get("params")).hasToString("{\"a\":3,\"b\":null}");
	}

	@Test
	void aNotificationThatIsTooLongIsRefused() {
		PluginWorker plugin = this.stage.running((definition) -> definition.maxMessageSize(1000));
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> plugin.send("greet", Map.of("text", "x".repeat(1000))))
			.withMessageContaining("Parameters of 'greet' cannot be sent to plugin 'acme.linear'")
			.withMessageContaining("limits.max-message-size");
	}

	@Test
	void anAnswersNumbersKeepTheirDigits() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("price"));
		this.stage.worker()
			.say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"amount\":1234567890123.4567890}}"
				.formatted(this.stage.worker().call("price").get("id")));
		this.stage.turn();
		assertThat(answer.join()).hasToString("{\"amount\":1234567890123.4567890}");
	}

	@Test
	void aNumberThatIsNoneFailsItsCallAlone() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("price"));
		this.stage.worker()
			.say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":1e99999999999}"
				.formatted(this.stage.worker().call("price").get("id")));
		this.stage.turn();
		assertThat(WorkerStage.failure(answer)).isInstanceOf(PluginRpcException.class)
			.hasMessageContaining("Plugin 'acme.linear' answered 'price' with what cannot be read");
	}

	@Test
	void aCallCanBeSentSeveralTimes() {
		PluginWorker plugin = this.stage.running();
		PluginCall call = plugin.call("greet");
		this.stage.send(call);
		this.stage.send(call);
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "greet", "greet");
		List<JsonNode> received = this.stage.worker().received();
		assertThat(received.get(1).get("id")).isNotEqualTo(received.get(2).get("id"));
	}

	@Test
	void nothingIsSentBeforeRetrieve() {
		PluginWorker plugin = this.stage.running();
		plugin.call("greet").param("a", 1);
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
	}

	// Notifications

	@Test
	void aNotificationIsSentOrDroppedButNeverThrows() {
		PluginWorker plugin = this.stage.plugin();
		plugin.send("configChanged", Map.of("config", Map.of()));
		plugin.start();
		this.stage.turn();
		plugin.send("configChanged", Map.of("config", Map.of("a", 1)));
		this.stage.turn();
		JsonNode notification = this.stage.worker().call("configChanged");
		assertThat(notification)
			.hasToString("{\"jsonrpc\":\"2.0\",\"method\":\"configChanged\",\"params\":{\"config\":{\"a\":1}}}");
		this.stage.worker().process.exit(1);
		plugin.send("configChanged", null);
		this.stage.turn();
		plugin.send("configChanged", null);
		assertThat(this.stage.worker().receivedMethods()).containsOnlyOnce("configChanged");
	}

	// Whose thread it is

	@Test
	void publicFuturesCompleteOnTheCallbackExecutor() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet"));
		this.stage.threads.callbacks.hold();
		this.stage.worker().answer("greet", "1");
		this.stage.turn();
		assertThat(answer).isNotDone();
		this.stage.threads.callbacks.release();
		this.stage.turn();
		assertThat(answer).isCompleted();
	}

	@Test
	void aTimeoutCompletesOnTheCallbackExecutorToo() {
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> answer = this.stage.send(plugin.call("greet").timeout(SECOND));
		this.stage.threads.callbacks.hold();
		this.stage.advance(SECOND);
		assertThat(answer).isNotDone();
		this.stage.threads.callbacks.release();
		this.stage.turn();
		assertThat(answer).isCompletedExceptionally();
	}

	// Changes of the configuration

	@ParameterizedTest
	@CsvSource({ "-32601,OPS", "-32004,OPS", "-32002,ENG", "-32602,ENG" })
	void aConfigurationThatTheWorkerRefusesIsForgottenUnlessItCannotBeToldAtAll(int code, String next) {
		PluginWorker plugin = this.stage.running((definition) -> definition.config(Map.of("team", "ENG")));
		CompletableFuture<JsonNode> changed = this.stage
			.send(plugin.call("configChanged").params(Map.of("config", Map.of("team", "OPS"))));
		this.stage.worker().refuse("configChanged", code, "no");
		this.stage.turn();
		assertThat(changed).isCompletedExceptionally();
		assertTeamAfterRestart(plugin, next);
	}

	@Test
	void aConfigurationThatTheWorkerHasNotAnsweredIsForgotten() {
		PluginWorker plugin = this.stage.running((definition) -> definition.config(Map.of("team", "ENG")));
		this.stage.send(plugin.call("configChanged").param("config", Map.of("team", "OPS"))).cancel(false);
		this.stage.worker().answer("configChanged", "null");
		this.stage.turn();
		assertTeamAfterRestart(plugin, "ENG");
	}

	@Test
	void aConfigurationThatTheSchemaRefusesIsNotSent() {
		PluginWorker plugin = this.stage.running((definition) -> definition.config(Map.of("team", "ENG")));
		this.stage.configs = (definition) -> definition.config().containsKey("team") ? List.of()
				: List.of(new ConfigProblem("config", "has no team"));
		assertThat(this.stage.send(plugin.call("configChanged").params(Map.of("config", Map.of()))))
			.isCompletedExceptionally();
		assertThat(this.stage.worker().receivedMethods()).doesNotContain("configChanged");
		assertThatExceptionOfType(InvalidPluginConfigException.class)
			.isThrownBy(() -> plugin.call("configChanged").param("config", Map.of("limit", 1)).retrieve())
			.withMessageContaining("config has no team");
		this.stage.send(plugin.call("configChanged").param("config", Map.of("team", "OPS")));
		this.stage.worker().answer("configChanged", "null");
		this.stage.turn();
		assertTeamAfterRestart(plugin, "OPS");
	}

	@Test
	void whatIsNoConfigurationChangesNothing() {
		PluginWorker plugin = this.stage.running((definition) -> definition.config(Map.of("team", "ENG")));
		this.stage.send(plugin.call("configChanged").param("config", null));
		this.stage.worker().answer("configChanged", "null");
		this.stage.send(plugin.call("other").param("config", Map.of("team", "OPS")));
		this.stage.worker().answer("other", "null");
		this.stage.turn();
		assertTeamAfterRestart(plugin, "ENG");
	}

	private void assertTeamAfterRestart(PluginWorker plugin, String team) {
		plugin.restart();
		this.stage.advance(SECOND);
		assertThat(this.stage.worker().received().get(0).at("/params/config/team").stringValue()).isEqualTo(team);
	}

	record Greeting(String text) {
	}

}
