package io.pluginhost.worker;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostCall;
import io.pluginhost.hostcall.ActiveHostCall;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.output.ProtocolWarnings;
import io.pluginhost.protocol.PaperclipProtocol;
import io.pluginhost.rpc.ProtocolError;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls from a worker, from their arrival to their answer.
 */
class HostCallStoryTests {

	private final WorkerStage stage = new WorkerStage();

	@Test
	void aRequestIsAnsweredByItsHandler() {
		this.stage.handle("state.get", (params, call) -> Map.of("saw", String.valueOf(params)));
		this.stage.running();
		this.stage.worker().request("1", "state.get", "{\"key\":\"a\"}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1"))
			.hasToString("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"saw\":\"{\\\"key\\\":\\\"a\\\"}\"}}");
	}

	@Test
	void idsComeBackAsTheyWere() {
		// The two directions' ids are independent
		this.stage.handle("ping", (params, call) -> null);
		PluginWorker plugin = this.stage.running();
		CompletableFuture<JsonNode> mine = this.stage.send(plugin.call("greet"));
		String sameId = this.stage.worker().call("greet").get("id").toString();
		for (String id : List.of(sameId, "\"abc\"", "\"1\"", "12345678901234567890", "-3", "\"a\\u0022b\"")) {
			this.stage.worker().request(id, "ping", "{}");
			this.stage.turn();
			assertThat(this.stage.worker().answerTo(id)).hasToString("{\"jsonrpc\":\"2.0\",\"id\":"
					+ (id.startsWith("\"a\\") ? "\"a\\\"b\"" : id) + ",\"result\":null}");
		}
		assertThat(mine).isNotDone();
	}

	@Test
	void requestsAreAnsweredWhileInitializeIsPending() {
		this.stage.handle("state.get", (params, call) -> 1);
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage.plugin();
		plugin.start();
		this.stage.turn();
		this.stage.worker().request("1", "state.get", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("1")).isTrue();
	}

	@Test
	void requestsAreAnsweredWhileTheWorkerDrains() {
		this.stage.handle("state.set", (params, call) -> 1);
		PluginWorker plugin = this.stage.running();
		this.stage.worker().ignoring("shutdown");
		plugin.stop();
		this.stage.turn();
		this.stage.worker().request("1", "state.set", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("1")).isTrue();
	}

	@Test
	void aPluginsOwnHandlerComesFirst() {
		this.stage.handle("state.get", (params, call) -> "shared");
		this.stage.running((definition) -> definition.handler("state.get",
				(params, call) -> Map.of("own", params.path("key").asString(""))));
		this.stage.worker().request("1", "state.get", "{\"key\":\"a\"}");
		this.stage.worker().say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"state.get\"}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("result")).hasToString("{\"own\":\"a\"}");
		assertThat(this.stage.worker().answerTo("2").get("result")).hasToString("{\"own\":\"\"}");
	}

	@Test
	void aHandlerKnowsWhoCallsAndUntilWhen() {
		List<HostCall> calls = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> calls.add(call));
		this.stage.running((definition) -> definition.hostCallTimeout(Duration.ofSeconds(25)));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		HostCall call = calls.get(0);
		assertThat(call.pluginId()).isEqualTo("acme.linear");
		assertThat(call.method()).isEqualTo("ping");
		assertThat(call.generation()).isEqualTo(1);
		assertThat(call.companyId()).isNull();
		assertThat(call.deadline()).isEqualTo(this.stage.time.now().plusSeconds(25));
	}

	@Test
	void whatTheHostTakesItselfReachesNoHandler() {
		PaperclipProtocol.RESERVED_METHODS.forEach((method) -> this.stage.handle(method, (params, call) -> {
			throw new AssertionError("must not run");
		}));
		List<String> handled = new ArrayList<>();
		this.stage.handle("streams.pause", (params, call) -> handled.add("streams.pause"));
		this.stage.running();
		PaperclipProtocol.RESERVED_METHODS.forEach((method) -> this.stage.worker().notify(method, "{}"));
		this.stage.worker().notify("streams.pause", "{}");
		this.stage.turn();
		assertThat(handled).containsExactly("streams.pause");
	}

	// UnavailableReasons

	@Test
	void anUnknownMethodIsRefused() {
		this.stage.running();
		for (String method : List.of("nope", "toString", "getClass", "__proto__", "")) {
			this.stage.worker().request("\"" + method + "\"", method, "{}");
			this.stage.turn();
			assertError("\"" + method + "\"", RpcErrorCodes.METHOD_NOT_FOUND,
					"The host has no method '%s'".formatted(method));
		}
	}

	@Test
	void aCapabilityThatIsNotGrantedIsDenied() {
		this.stage.handle("state.get", "state.read", (params, call) -> 1);
		this.stage.handle("state.set", "state.write", (params, call) -> {
			throw new AssertionError("must not run");
		});
		this.stage.running((definition) -> definition.capabilities("state.read"));
		this.stage.worker().request("1", "state.get", "{}");
		this.stage.worker().request("2", "state.set", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("result").intValue()).isEqualTo(1);
		assertError("2", RpcErrorCodes.CAPABILITY_DENIED,
				"Plugin 'acme.linear' has not been granted 'state.write', which 'state.set' needs");
	}

	@Test
	void whatIsRefusedIsLoggedWithTheWayOut() {
		this.stage.handle("state.set", "state.write", (params, call) -> 1);
		this.stage.handle("state.get", (params, call) -> {
			throw new PluginRpcException(RpcErrorCodes.INVALID_PARAMS, "Parameter 'key' is missing", null);
		});
		this.stage.handle("quota", (params, call) -> {
			throw new PluginRpcException(-31000, "The worker's own affair", null);
		});
		this.stage.running();
		this.stage.worker().request("1", "state.set", "{}");
		this.stage.worker().request("2", "state.sett", "{}");
		this.stage.worker().request("3", "state.get", "{}");
		this.stage.worker().request("4", "quota", "{}");
		this.stage.turn();
		assertThat(this.stage.news.lines).allMatch((line) -> line.level() == Level.WARN)
			.extracting(WorkerLogLine::message)
			.containsExactlyInAnyOrder(
					"[refused] 'state.set': Plugin 'acme.linear' has not been granted 'state.write', which 'state.set' "
							+ "needs (add it to the plugin's 'capabilities')",
					"[refused] 'state.sett': The host has no method 'state.sett'",
					"[refused] 'state.get': Parameter 'key' is missing");
	}

	@Test
	void whatIsRefusedAgainAndAgainIsNotLoggedEachTime() {
		this.stage.running();
		for (int i = 0; i < ProtocolWarnings.LINES + 5; i++) {
			this.stage.worker().request("" + i, "nope", "{}");
		}
		this.stage.turn();
		assertThat(this.stage.news.lines).hasSize(ProtocolWarnings.LINES);
		this.stage.advance(ProtocolWarnings.PERIOD);
		assertThat(this.stage.news.lines).last().extracting(WorkerLogLine::message).isEqualTo("[refused] 5 more");
	}

	@Test
	void whatTheManifestAsksForIsNotGranted() {
		this.stage.handle("state.get", "state.read", (params, call) -> 1);
		this.stage.running((definition) -> definition.manifest(Map.of("capabilities", List.of("state.read"))));
		this.stage.worker().request("1", "state.get", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.CAPABILITY_DENIED);
	}

	@Test
	void whatIsMeantAsARequestAndIsNoneIsAnswered() {
		this.stage.running();
		this.stage.worker().say("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":42}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("5").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.INVALID_REQUEST);
	}

	@Test
	void aRequestThatIsTooLongIsAnswered() {
		// A worker's call settles, whatever it asks
		this.stage.handle("state.set", (params, call) -> {
			throw new AssertionError("must not run");
		});
		this.stage.running((definition) -> definition.maxMessageSize(1000));
		this.stage.worker().request("\"q-5\"", "state.set", "{\"text\":\"%s\"}".formatted("x".repeat(10_000)));
		this.stage.turn();
		JsonNode error = this.stage.worker().answerTo("\"q-5\"").get("error");
		assertThat(error.get("code").intValue()).isEqualTo(RpcErrorCodes.INVALID_REQUEST);
		assertThat(error.get("message").stringValue()).contains("limits.max-message-size, 1000 bytes");
		assertThat(this.stage.news.errors).containsExactly(ProtocolError.TOO_LONG);
	}

	// Handlers that fail

	@Test
	void aHandlersRpcExceptionGoesToTheWorkerAsItIs() {
		this.stage.handle("ping", (params, call) -> {
			throw new PluginRpcException(-31000, "quota", Map.of("left", 0));
		});
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error"))
			.hasToString("{\"code\":-31000,\"message\":\"quota\",\"data\":{\"left\":0}}");
	}

	@Test
	void whatElseAHandlerThrowsIsAReferenceAndNoSecret() {
		this.stage.handle("ping", (params, call) -> {
			throw new IllegalStateException("password=hunter2");
		});
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		JsonNode error = this.stage.worker().answerTo("1").get("error");
		assertThat(error.get("code").intValue()).isEqualTo(RpcErrorCodes.INTERNAL_ERROR);
		assertThat(error.get("message").stringValue()).matches("Host handler failed \\(ref [0-9a-f]+\\)");
	}

	@Test
	void aHandlerThatThrowsAnErrorFreesItsPlace() {
		this.stage.handle("ping", (params, call) -> {
			throw new StackOverflowError();
		});
		this.stage.running((definition) -> definition.maxHostCalls(1).maxQueuedHostCalls(1));
		for (int i = 0; i < 5; i++) {
			this.stage.worker().request("" + i, "ping", "{}");
			this.stage.turn();
			assertThat(this.stage.worker().answerTo("" + i).get("error").get("code").intValue())
				.isEqualTo(RpcErrorCodes.INTERNAL_ERROR);
		}
	}

	@Test
	void parametersThatAreNoJsonAreInvalid() {
		this.stage.running((definition) -> definition.handler("ping", (params, call) -> 1));
		this.stage.worker().request("1", "ping", "{\"secret\"}");
		this.stage.turn();
		assertError("1", RpcErrorCodes.INVALID_PARAMS, "The parameters are no valid JSON");
	}

	@Test
	void aHandlersOwnTroubleWithJsonIsNotTheWorkersFault() {
		this.stage.handle("ping", (params, call) -> {
			throw MismatchedInputException.from(null, Object.class, "secret");
		});
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.INTERNAL_ERROR);
	}

	@Test
	void aResultThatCannotBeWrittenIsAnError() {
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		this.stage.handle("ping", (params, call) -> cycle);
		this.stage.handle("pong", (params, call) -> 1);
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.worker().request("2", "pong", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.INTERNAL_ERROR);
		assertThat(this.stage.worker().answerTo("2").get("result").intValue()).isEqualTo(1);
	}

	@Test
	void aResultThatIsTooLongIsAnError() {
		this.stage.handle("ping", (params, call) -> "x".repeat(5000));
		this.stage.running((definition) -> definition.maxMessageSize(1000));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("message").stringValue())
			.contains("limits.max-message-size");
	}

	@Test
	void anErrorsDataThatIsTooLongIsLeftOut() {
		this.stage.handle("ping", (params, call) -> {
			throw new PluginRpcException(-31000, "quota", "x".repeat(5000));
		});
		this.stage.running((definition) -> definition.maxMessageSize(1000));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("code").intValue()).isEqualTo(-31000);
	}

	// Handlers that take their time

	@Test
	void aStageIsAnsweredWhenItCompletes() {
		CompletableFuture<String> later = new CompletableFuture<>();
		this.stage.handle("ping", (params, call) -> later);
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("1")).isFalse();
		later.complete("done");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("result").stringValue()).isEqualTo("done");
	}

	@Test
	void aStageThatFailsIsAnErrorWithoutItsWrapping() {
		this.stage.handle("ping", (params, call) -> CompletableFuture
			.failedFuture(new CompletionException(new PluginRpcException(-31000, "quota", null))));
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertError("1", -31000, "quota");
	}

	@Test
	void aStageKeepsItsPlaceUntilItCompletes() {
		CompletableFuture<String> later = new CompletableFuture<>();
		this.stage.handle("slow", (params, call) -> later);
		this.stage.handle("quick", (params, call) -> 1);
		this.stage.running((definition) -> definition.maxHostCalls(1));
		this.stage.worker().request("1", "slow", "{}");
		this.stage.worker().request("2", "quick", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("2")).isFalse();
		later.complete("done");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("2")).isTrue();
	}

	@Test
	void onlySoManyRunAndSoManyWait() {
		this.stage.handle("ping", (params, call) -> String.valueOf(params));
		this.stage.running((definition) -> definition.maxHostCalls(2).maxQueuedHostCalls(3));
		this.stage.threads.handlers.hold();
		for (int i = 1; i <= 6; i++) {
			this.stage.worker().request("" + i, "ping", "{}");
		}
		this.stage.turn();
		assertThat(this.stage.threads.handlers.waiting()).isEqualTo(2);
		assertError("6", RpcErrorCodes.UNAVAILABLE, "Host is busy");
		this.stage.threads.handlers.release();
		this.stage.turn();
		for (int i = 1; i <= 5; i++) {
			assertThat(this.stage.worker().answerTo("" + i).has("result")).isTrue();
		}
	}

	@Test
	void aHandlerPoolThatTakesNoMoreIsABusyHost() {
		// Neither the reader nor the place dies of a handler pool that refuses
		this.stage.handle("ping", (params, call) -> 1);
		PluginWorker plugin = this.stage.running((definition) -> definition.maxHostCalls(1).maxQueuedHostCalls(1));
		this.stage.threads.handlers.close();
		for (int i = 1; i <= 3; i++) {
			this.stage.worker().request("" + i, "ping", "{}");
			this.stage.turn();
			assertError("" + i, RpcErrorCodes.UNAVAILABLE, "Host is busy");
		}
		assertThat(plugin.diagnostics().status().name()).isEqualTo("RUNNING");
	}

	@Test
	void aHandlerThatTakesTooLongIsToldAndItsCallAnswered() {
		CompletableFuture<String> later = new CompletableFuture<>();
		List<HostCall> calls = new ArrayList<>();
		List<String> told = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> {
			calls.add(call);
			call.onCancel(() -> told.add("cancelled"));
			return later;
		});
		this.stage.running((definition) -> definition.hostCallTimeout(Duration.ofSeconds(25)));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.advance(Duration.ofSeconds(25).minusNanos(1));
		assertThat(this.stage.worker().hasAnswerTo("1")).isFalse();
		this.stage.advance(Duration.ofNanos(1));
		assertError("1", RpcErrorCodes.TIMEOUT, "The host did not answer 'ping' within 25000 ms");
		assertThat(calls.get(0).isCancelled()).isTrue();
		assertThat(told).containsExactly("cancelled");
		int messages = this.stage.worker().received().size();
		later.complete("too late");
		this.stage.turn();
		assertThat(this.stage.worker().received()).hasSize(messages);
	}

	@Test
	void aCallThatWaitsTooLongForAHandlerIsAnsweredAndNeverRun() {
		List<String> run = new ArrayList<>();
		CompletableFuture<String> later = new CompletableFuture<>();
		this.stage.handle("slow", (params, call) -> later);
		this.stage.handle("ping", (params, call) -> run.add("ping"));
		this.stage.running((definition) -> definition.maxHostCalls(1).hostCallTimeout(Duration.ofSeconds(25)));
		int alarms = alarmsThatStay();
		this.stage.worker().request("1", "slow", "{}");
		this.stage.worker().request("2", "ping", "{}");
		this.stage.advance(Duration.ofSeconds(25));
		assertThat(this.stage.worker().answerTo("2").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.TIMEOUT);
		later.complete("");
		this.stage.turn();
		assertThat(run).isEmpty();
		assertThat(alarmsThatStay()).isEqualTo(alarms);
	}

	@Test
	void aWorkerCanCancelItsRequest() {
		CompletableFuture<String> later = new CompletableFuture<>();
		List<HostCall> calls = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> {
			calls.add(call);
			return later;
		});
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.worker().request("\"1\"", "ping", "{}");
		this.stage.turn();
		this.stage.worker().notify("$/cancelRequest", "{\"id\":1}");
		this.stage.turn();
		assertThat(calls.get(0).isCancelled()).isTrue();
		assertThat(calls.get(1).isCancelled()).isFalse();
	}

	@Test
	void aRequestThatIsCancelledWhileItWaitsIsAnsweredAndNeverRun() {
		// A cancelled request is answered like any other, and its place is free
		List<Object> run = new ArrayList<>();
		CompletableFuture<String> later = new CompletableFuture<>();
		this.stage.handle("slow", (params, call) -> later);
		this.stage.handle("ping", (params, call) -> run.add(String.valueOf(params)));
		this.stage.running((definition) -> definition.maxHostCalls(1).maxQueuedHostCalls(1));
		int alarms = alarmsThatStay();
		this.stage.worker().request("1", "slow", "{}");
		this.stage.worker().request("2", "ping", "{\"n\":2}");
		this.stage.worker().request("3", "ping", "{\"n\":3}");
		this.stage.turn();
		assertError("3", RpcErrorCodes.UNAVAILABLE, "Host is busy");
		this.stage.worker().notify("$/cancelRequest", "{\"id\":2}");
		this.stage.turn();
		assertError("2", RpcErrorCodes.CANCELLED, "Request cancelled");
		this.stage.worker().request("4", "ping", "{\"n\":4}");
		this.stage.worker().request("5", "ping", "{\"n\":5}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("4")).isFalse();
		assertError("5", RpcErrorCodes.UNAVAILABLE, "Host is busy");
		later.complete("done");
		this.stage.turn();
		assertThat(run).containsExactly("{\"n\":4}");
		assertThat(this.stage.worker().answerTo("4").has("result")).isTrue();
		this.stage.worker().request("6", "ping", "{\"n\":6}");
		this.stage.advance(Duration.ofHours(1));
		assertThat(this.stage.worker().answerTo("6").has("result")).isTrue();
		assertAnsweredOnce("1", "2", "3", "4", "5", "6");
		assertThat(alarmsThatStay()).isEqualTo(alarms);
	}

	@Test
	void aRequestThatIsCancelledJustBeforeItRunsIsAnswered() {
		List<String> run = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> run.add("ran"));
		this.stage.running((definition) -> definition.maxHostCalls(1).maxQueuedHostCalls(1));
		this.stage.threads.handlers.hold();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.worker().notify("$/cancelRequest", "{\"id\":1}");
		this.stage.threads.handlers.release();
		this.stage.turn();
		assertError("1", RpcErrorCodes.CANCELLED, "Request cancelled");
		assertThat(run).isEmpty();
		this.stage.worker().request("2", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("2").has("result")).isTrue();
	}

	@Test
	void aHandlerMayAnswerThoughItsRequestIsCancelled() {
		CompletableFuture<String> later = new CompletableFuture<>();
		this.stage.handle("ping", (params, call) -> later);
		this.stage.running();
		int alarms = alarmsThatStay();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		this.stage.worker().notify("$/cancelRequest", "{\"id\":1}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("1")).isFalse();
		later.complete("all the same");
		this.stage.advance(Duration.ofHours(1));
		assertThat(this.stage.worker().answerTo("1").get("result").stringValue()).isEqualTo("all the same");
		assertAnsweredOnce("1");
		assertThat(alarmsThatStay()).isEqualTo(alarms);
	}

	@Test
	void aHandlerThatIgnoresACancellationHasItsTimeAndNoMore() {
		this.stage.handle("ping", (params, call) -> new CompletableFuture<>());
		this.stage.running((definition) -> definition.hostCallTimeout(Duration.ofSeconds(25)));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.advance(Duration.ofSeconds(10));
		this.stage.worker().notify("$/cancelRequest", "{\"id\":1}");
		this.stage.advance(Duration.ofSeconds(15).minusNanos(1));
		assertThat(this.stage.worker().hasAnswerTo("1")).isFalse();
		this.stage.advance(Duration.ofNanos(1));
		assertError("1", RpcErrorCodes.TIMEOUT, "The host did not answer 'ping' within 25000 ms");
		assertAnsweredOnce("1");
	}

	@Test
	void aHandlerThatGivesUpHasNotFailed() {
		this.stage.handleInterruptibly("ping", (params, call) -> {
			((ActiveHostCall) call).cancel();
			throw new InterruptedException();
		});
		this.stage.handle("quota", (params, call) -> {
			((ActiveHostCall) call).cancel();
			throw new PluginRpcException(-31000, "quota", null);
		});
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.worker().request("2", "quota", "{}");
		this.stage.turn();
		assertError("1", RpcErrorCodes.CANCELLED, "Request cancelled");
		assertError("2", -31000, "quota");
	}

	@Test
	void handlersHearOfACancellationWhereTheyMayBlock() {
		// Neither the timer, nor the reader, nor whoever tells an exit runs their code
		List<Integer> told = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> {
			int number = Integer.parseInt(String.valueOf(params).replaceAll("\\D", ""));
			call.onCancel(() -> told.add(number));
			call.onCancel(() -> told.add(10 * number));
			return new CompletableFuture<>();
		});
		this.stage.running((definition) -> definition.hostCallTimeout(Duration.ofSeconds(25)));
		this.stage.worker().request("1", "ping", "[1]");
		this.stage.turn();
		this.stage.threads.callbacks.hold();
		this.stage.advance(Duration.ofSeconds(25));
		this.stage.worker().request("2", "ping", "[2]");
		this.stage.worker().request("3", "ping", "[3]");
		this.stage.turn();
		this.stage.worker().notify("$/cancelRequest", "{\"id\":2}");
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(told).isEmpty();
		this.stage.threads.callbacks.release();
		this.stage.turn();
		assertThat(told).containsExactly(1, 10, 2, 20, 3, 30);
	}

	@Test
	void cancellationOfWhatIsUnknownMeansNothing() {
		this.stage.running();
		this.stage.worker().notify("$/cancelRequest", "{\"id\":99}");
		this.stage.worker().notify("$/cancelRequest", "[]");
		this.stage.worker().say("{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\"}");
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize");
	}

	@Test
	void aCancelledHandlerIsNotInterruptedUnlessItWantsToBe() {
		List<Boolean> interrupted = new ArrayList<>();
		WorkerStage.Answer cancelling = (params, call) -> {
			((ActiveHostCall) call).cancel();
			interrupted.add(Thread.currentThread().isInterrupted());
			return null;
		};
		this.stage.handle("plain", cancelling);
		this.stage.handleInterruptibly("interruptible", cancelling);
		this.stage.running();
		this.stage.worker().request("1", "plain", "{}");
		this.stage.worker().request("2", "interruptible", "{}");
		this.stage.turn();
		assertThat(interrupted).containsExactly(false, true);
		assertThat(Thread.interrupted()).as("left for other work").isFalse();
	}

	@Test
	void onCancelRunsAtOnceIfItIsTooLate() {
		List<String> told = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> {
			((ActiveHostCall) call).cancel();
			call.onCancel(() -> told.add("late"));
			return null;
		});
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(told).containsExactly("late");
	}

	@Test
	void oneWhoFailsToHearOfItsCancellationHarmsNoOther() {
		List<String> told = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> {
			call.onCancel(() -> {
				throw new StackOverflowError();
			});
			call.onCancel(() -> told.add("second"));
			return new CompletableFuture<>();
		});
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(told).containsExactly("second");
	}

	// The end of a process

	@Test
	void handlersAreToldThatTheirWorkerDied() {
		List<HostCall> calls = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> {
			calls.add(call);
			return new CompletableFuture<>();
		});
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(calls.get(0).isCancelled()).isTrue();
	}

	@Test
	void callsThatWaitForAHandlerAreDroppedWhenTheirWorkerDies() {
		List<Long> generations = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> generations.add(call.generation()));
		PluginWorker plugin = this.stage.running((definition) -> definition.maxHostCalls(1));
		int alarms = alarmsThatStay();
		this.stage.threads.handlers.hold();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.worker().request("2", "ping", "{}");
		this.stage.worker().process.exit(1);
		this.stage.turn();
		plugin.start();
		this.stage.turn();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.threads.handlers.release();
		this.stage.turn();
		assertThat(generations).containsExactly(2L);
		assertThat(alarmsThatStay()).isEqualTo(alarms);
	}

	@Test
	void handlersThatOutliveTheirProcessKeepTheirPlaces() {
		// However often a worker comes back, its plugin has no more handlers running
		List<CompletableFuture<Integer>> stages = new ArrayList<>();
		this.stage.handle("ping", (params, call) -> {
			stages.add(new CompletableFuture<>());
			return stages.get(stages.size() - 1);
		});
		this.stage.running((definition) -> definition.maxHostCalls(2).restartMaxRestarts(-1));
		for (int i = 0; i < 10; i++) {
			this.stage.worker().request("1", "ping", "{}");
			this.stage.turn();
			this.stage.worker().process.exit(1);
			this.stage.advance(Duration.ofMinutes(6));
		}
		assertThat(stages).hasSize(2);
		this.stage.worker().request("2", "ping", "{}");
		this.stage.turn();
		assertThat(stages).hasSize(2);
		stages.get(0).complete(0);
		this.stage.turn();
		assertThat(stages).hasSize(3);
		stages.get(2).complete(2);
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("2")).isTrue();
	}

	@Test
	void noMoreIsAcceptedWhileTheWorkerLeavesItsAnswersUnread() {
		// What an answer takes is the host's memory, until it is read
		List<String> handled = new ArrayList<>();
		this.stage.handle("big", (params, call) -> {
			handled.add(call.method());
			return "x".repeat(1000);
		});
		this.stage.running((definition) -> definition.maxQueuedBytes(1500));
		this.stage.worker().stopReading();
		for (int i = 1; i <= 4; i++) {
			this.stage.worker().request(Integer.toString(i), "big", "{}");
			this.stage.turn();
		}
		assertThat(handled).hasSize(2);
		this.stage.worker().readAgain();
		this.stage.turn();
		assertError("3", -32000, "Host is busy");
		assertError("4", -32000, "Host is busy");
		this.stage.worker().request("5", "big", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("5").has("result")).isTrue();
	}

	@Test
	void aHandlerThatNeverEndsIsNoExcuseOnceItsCallIsAnswered() {
		// The host owes the worker nothing any more: if it is silent now, it hangs
		this.stage.handle("ping", (params, call) -> new CompletableFuture<>());
		PluginWorker plugin = this.stage
			.running((definition) -> definition.healthCheckEnabled(true).hostCallTimeout(Duration.ofSeconds(25)));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		this.stage.worker().ignoring("health");
		this.stage.advance(Duration.ofSeconds(24));
		assertThat(plugin.diagnostics().totalCrashes()).isZero();
		this.stage.advance(Duration.ofMinutes(5));
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.UNRESPONSIVE);
	}

	@Test
	void eachCallHasItsOwnTime() {
		this.stage.handle("ping", (params, call) -> new CompletableFuture<>());
		this.stage.running((definition) -> definition.hostCallTimeout(Duration.ofSeconds(25)));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.advance(Duration.ofSeconds(10));
		this.stage.worker().request("2", "ping", "{}");
		this.stage.advance(Duration.ofSeconds(15));
		assertError("1", -32003, "The host did not answer 'ping' within 25000 ms");
		assertThat(this.stage.worker().hasAnswerTo("2")).isFalse();
		this.stage.advance(Duration.ofSeconds(10));
		assertError("2", -32003, "The host did not answer 'ping' within 25000 ms");
	}

	@Test
	void aCallThatWaitedTooLongMakesRoomForAnother() {
		this.stage.handle("ping", (params, call) -> new CompletableFuture<>());
		this.stage.running((definition) -> definition.maxHostCalls(1).maxQueuedHostCalls(1));
		this.stage.worker().request("1", "ping", "{}");
		this.stage.worker().request("2", "ping", "{}");
		this.stage.advance(Duration.ofSeconds(25));
		assertError("2", -32003, "The host did not answer 'ping' within 25000 ms");
		this.stage.worker().request("3", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("3")).isFalse();
		this.stage.worker().request("4", "ping", "{}");
		this.stage.turn();
		assertError("4", -32000, "Host is busy");
	}

	@Test
	void aStageWhoseResultCannotBeWrittenIsAnError() {
		this.stage.handle("ping", (params, call) -> CompletableFuture.completedFuture(new AbstractList<Object>() {

			@Override
			public Object get(int index) {
				throw new StackOverflowError();
			}

			@Override
			public int size() {
				return 1;
			}

		}));
		this.stage.running();
		this.stage.worker().request("1", "ping", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().hasAnswerTo("1")).isTrue();
	}

	// Invocations

	@Test
	void everyCallCarriesAnInvocationThatTheWorkerEchoes() {
		List<@Nullable String> companies = new ArrayList<>();
		this.stage.handle("state.get", (params, call) -> companies.add(call.companyId()));
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("scoped").scope("acme"));
		this.stage.send(plugin.call("free"));
		JsonNode scoped = this.stage.worker().call("scoped").get("paperclipInvocation");
		JsonNode free = this.stage.worker().call("free").get("paperclipInvocation");
		assertThat(scoped.get("scope")).hasToString("{\"companyId\":\"acme\"}");
		assertThat(free.get("scope")).hasToString("{}");
		assertThat(scoped.get("id")).isNotEqualTo(free.get("id"));
		this.stage.worker().requestInside(scoped.get("id").stringValue(), "1", "state.get", "{}");
		this.stage.worker().requestInside(free.get("id").stringValue(), "2", "state.get", "{}");
		this.stage.worker().request("3", "state.get", "{}");
		this.stage.turn();
		assertThat(companies).containsExactly("acme", null, null);
	}

	@Test
	void anInvocationThatEndedNotLongAgoStillCounts() {
		List<@Nullable String> companies = new ArrayList<>();
		this.stage.handle("state.get", (params, call) -> companies.add(call.companyId()));
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("scoped").scope("acme"));
		String invocation = this.stage.worker().call("scoped").get("paperclipInvocation").get("id").stringValue();
		this.stage.worker().answer("scoped", "null");
		this.stage.worker().requestInside(invocation, "1", "state.get", "{}");
		this.stage.turn();
		assertThat(companies).containsExactly("acme");
	}

	@Test
	void aForgedInvocationIsDeniedAndTheHandlerNotRun() {
		List<String> run = new ArrayList<>();
		this.stage.handle("state.get", (params, call) -> run.add("ran"));
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("scoped").scope("acme"));
		String invocation = this.stage.worker().call("scoped").get("paperclipInvocation").get("id").stringValue();
		List<String> forged = List.of("1", "", "x", invocation + "0", invocation.substring(0, 37) + "99",
				invocation.substring(0, 37), invocation.substring(0, 37) + "-1");
		for (int i = 0; i < forged.size(); i++) {
			this.stage.worker().requestInside(forged.get(i), "" + i, "state.get", "{}");
			this.stage.turn();
			assertThat(this.stage.worker().answerTo("" + i).get("error").get("code").intValue()).as(forged.get(i))
				.isEqualTo(RpcErrorCodes.SCOPE_DENIED);
		}
		assertThat(run).isEmpty();
	}

	@Test
	void anInvocationThatIsNoTextIsForged() {
		List<String> run = new ArrayList<>();
		this.stage.handle("state.get", (params, call) -> run.add("ran"));
		this.stage.running();
		this.stage.worker()
			.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"state.get\",\"params\":{},\"paperclipInvocationId\":7}");
		this.stage.worker()
			.say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"state.get\",\"params\":{},\"paperclipInvocationId\":null}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.SCOPE_DENIED);
		assertThat(this.stage.worker().answerTo("2").has("result")).isTrue();
		assertThat(run).hasSize(1);
	}

	@Test
	void anInvocationOfAnotherProcessIsForged() {
		List<String> run = new ArrayList<>();
		this.stage.handle("state.get", (params, call) -> run.add("ran"));
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("scoped").scope("acme"));
		String invocation = this.stage.worker().call("scoped").get("paperclipInvocation").get("id").stringValue();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		plugin.start();
		this.stage.advance(Duration.ofSeconds(1));
		this.stage.send(plugin.call("scoped").scope("other"));
		this.stage.worker().requestInside(invocation, "1", "state.get", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.SCOPE_DENIED);
		assertThat(run).isEmpty();
	}

	@Test
	void aNotificationInsideAForgedInvocationRunsNothing() {
		List<@Nullable String> companies = new ArrayList<>();
		this.stage.handle("metric", (params, call) -> companies.add(call.companyId()));
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("scoped").scope("acme"));
		String invocation = this.stage.worker().call("scoped").get("paperclipInvocation").get("id").stringValue();
		for (String echoed : List.of(invocation, invocation + "0")) {
			this.stage.worker()
				.say("{\"jsonrpc\":\"2.0\",\"method\":\"metric\",\"paperclipInvocationId\":\"%s\"}".formatted(echoed));
		}
		this.stage.turn();
		assertThat(companies).containsExactly("acme");
	}

	@Test
	void aHandlerCanInsistOnAScope() {
		this.stage.handle("state.get", (params, call) -> call.requireScope());
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("scoped").scope("acme"));
		String invocation = this.stage.worker().call("scoped").get("paperclipInvocation").get("id").stringValue();
		this.stage.worker().request("1", "state.get", "{}");
		this.stage.worker().requestInside(invocation, "2", "state.get", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.SCOPE_DENIED);
		assertThat(this.stage.worker().answerTo("2").get("result").stringValue()).isEqualTo("acme");
	}

	// Notifications

	@Test
	void aNotificationRunsItsHandlerAndIsNotAnswered() {
		List<String> seen = new ArrayList<>();
		this.stage.handle("metric", (params, call) -> seen.add(String.valueOf(params)));
		this.stage.handle("broken", (params, call) -> {
			throw new IllegalStateException("no");
		});
		this.stage.running();
		this.stage.worker().notify("metric", "{\"n\":1}");
		this.stage.worker().notify("broken", "{}");
		this.stage.worker().notify("unknown", "{}");
		this.stage.turn();
		assertThat(seen).containsExactly("{\"n\":1}");
		assertThat(this.stage.worker().received()).hasSize(1);
	}

	@Test
	void aNotificationNeedsItsCapabilityToo() {
		List<String> run = new ArrayList<>();
		this.stage.handle("metric", "metrics", (params, call) -> run.add("ran"));
		this.stage.running();
		this.stage.worker().notify("metric", "{}");
		this.stage.turn();
		assertThat(run).isEmpty();
	}

	@Test
	void handlersOfNotificationsAreToldToo() {
		List<HostCall> calls = new ArrayList<>();
		this.stage.handle("metric", (params, call) -> {
			calls.add(call);
			return new CompletableFuture<>();
		});
		this.stage.running();
		this.stage.worker().notify("metric", "{}");
		this.stage.turn();
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(calls.get(0).isCancelled()).isTrue();
	}

	@Test
	void aHandlerRegistryThatThrowsHarmsNoOtherMessage() {
		// A line that goes wrong harms no other
		this.stage.handlers.put("bad", new RegisteredHandler() {

			@Override
			public String method() {
				return "bad";
			}

			@Override
			public String capability() {
				throw new IllegalStateException("broken registry");
			}

			@Override
			public boolean interruptible() {
				return false;
			}

			@Override
			public @Nullable Object invoke(@Nullable RawJson params, HostCall call) {
				return null;
			}

		});
		this.stage.handle("good", (params, call) -> 1);
		this.stage.running();
		this.stage.worker().request("1", "bad", "{}");
		this.stage.worker().request("2", "good", "{}");
		this.stage.turn();
		assertThat(this.stage.worker().answerTo("1").get("error").get("code").intValue())
			.isEqualTo(RpcErrorCodes.INTERNAL_ERROR);
		assertThat(this.stage.worker().hasAnswerTo("2")).isTrue();
	}

	private void assertAnsweredOnce(String... ids) {
		for (String id : ids) {
			assertThat(this.stage.worker().received())
				.filteredOn((message) -> !message.has("method") && id.equals(String.valueOf(message.get("id"))))
				.as("answers to %s", id)
				.hasSize(1);
		}
	}

	private void assertError(String id, int code, String message) {
		JsonNode error = this.stage.worker().answerTo(id).get("error");
		assertThat(error.get("code").intValue()).isEqualTo(code);
		assertThat(error.get("message").stringValue()).isEqualTo(message);
	}

	/**
	 * How many alarms there are when nothing goes on: what is queued is watched for a
	 * while.
	 */
	private int alarmsThatStay() {
		this.stage.advance(Duration.ofMinutes(1));
		return this.stage.time.alarms();
	}

}
