package io.pluginhost.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CallInterruptedException;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is seen of calls in both directions by who watches them.
 */
class ObservedCallStoryTests {

	private final RecordingObserver observer = new RecordingObserver();

	private final WorkerStage stage = new WorkerStage(this.observer);

	@Test
	void aCallIsWatchedFromItsBeginningToItsAnswer() {
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("greet"));
		assertThat(this.observer.told).containsExactly("call greet");
		this.stage.worker().answer("greet", "1");
		this.stage.turn();
		assertThat(this.observer.told).containsExactly("call greet", "greet SUCCESS");
	}

	@Test
	void aCallSaysHowItEnded() {
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("refused"));
		this.stage.worker().refuse("refused", -32002, "no");
		this.stage.send(plugin.call("late").timeout(Duration.ofSeconds(1)));
		this.stage.advance(Duration.ofSeconds(1));
		CompletableFuture<@Nullable JsonNode> unwanted = this.stage.send(plugin.call("unwanted"));
		unwanted.cancel(false);
		CompletableFuture<@Nullable Integer> unreadable = plugin.call("unreadable").retrieveAsync(Integer.class);
		this.stage.turn();
		this.stage.worker().answer("unreadable", "\"text\"");
		this.stage.turn();
		assertThat(unreadable).isCompletedExceptionally();
		this.stage.send(plugin.call("orphaned"));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		this.stage.send(plugin.call("futile"));
		assertThat(this.observer.told).filteredOn((sentence) -> !sentence.startsWith("call"))
			.containsExactly("refused ERROR PluginRpcException", "late TIMEOUT RpcTimeoutException",
					"unwanted CANCELLED CancellationException", "unreadable ERROR PluginRpcException",
					"orphaned UNAVAILABLE WorkerUnavailableException", "futile UNAVAILABLE WorkerUnavailableException");
	}

	@Test
	void aBlockingCallSaysHowItEndedToo() {
		PluginWorker plugin = this.stage.plugin();
		assertThatExceptionOfType(WorkerUnavailableException.class).isThrownBy(plugin.call("greet")::retrieve);
		assertThatIllegalArgumentException().isThrownBy(plugin.call("odd").params(1)::retrieve);
		plugin.start();
		this.stage.turn();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(CallInterruptedException.class).isThrownBy(plugin.call("slow")::retrieve);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.observer.told).containsExactly("call greet", "greet UNAVAILABLE WorkerUnavailableException",
				"call odd", "odd ERROR IllegalArgumentException", "call slow",
				"slow CANCELLED CallInterruptedException");
	}

	@Test
	void whatTheHostAsksForItselfIsNotWatched() {
		PluginWorker plugin = this.stage.running((definition) -> definition.healthCheckEnabled(true));
		this.stage.advance(Duration.ofMinutes(1));
		assertThat(this.stage.worker().receivedMethods()).contains("initialize", "health");
		plugin.stop();
		this.stage.turn();
		assertThat(this.stage.worker().receivedMethods()).contains("shutdown");
		assertThat(this.observer.told).isEmpty();
	}

	@Test
	void theWorkerIsToldWhereACallStandsInItsTrace() {
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("greet").scope("acme"));
		JsonNode invocation = this.stage.worker().call("greet").path("paperclipInvocation");
		assertThat(invocation.path("traceparent").stringValue()).isEqualTo("trace-of-greet");
		assertThat(invocation.path("scope").path("companyId").stringValue()).isEqualTo("acme");
	}

	@Test
	void aHandlerRunsAsPartOfTheCallItIsCalledFrom() {
		List<@Nullable String> current = new ArrayList<>();
		this.stage.handle("state.get", (params, call) -> current.add(this.observer.current.get()));
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("greet"));
		this.stage.worker().requestInside(invocationOf("greet"), "1", "state.get", "{}");
		this.stage.turn();
		this.stage.worker().answer("greet", "1");
		this.stage.worker().requestInside(invocationOf("greet"), "2", "state.get", "{}");
		this.stage.worker().request("3", "state.get", "{}");
		this.stage.turn();
		assertThat(current).containsExactly("state.get", "state.get", "state.get");
		assertThat(this.observer.current.get()).isNull();
		assertThat(this.observer.told).containsSubsequence("call greet", "host call state.get inside greet",
				"state.get SUCCESS", "host call state.get inside greet", "host call state.get");
	}

	@Test
	void aHostCallWhoseResultCannotBeWrittenIsAnError() {
		Iterable<Object> unwritable = () -> {
			throw new IllegalStateException("nothing to write");
		};
		this.stage.handle("unwritable", (params, call) -> unwritable);
		this.stage.handle("too.long", (params, call) -> "x".repeat(10_000));
		this.stage.running((definition) -> definition.maxMessageSize(5_000));
		this.stage.worker().request("1", "unwritable", "{}");
		this.stage.worker().request("2", "too.long", "{}");
		this.stage.turn();
		assertThat(this.observer.told).filteredOn((sentence) -> !sentence.startsWith("host call"))
			.satisfiesExactlyInAnyOrder((sentence) -> assertThat(sentence).startsWith("unwritable ERROR "),
					(sentence) -> assertThat(sentence).isEqualTo("too.long ERROR PluginRpcException"));
	}

	@Test
	void aHostCallSaysHowItEnded() {
		CompletableFuture<Object> never = new CompletableFuture<>();
		this.stage.handle("fails", (params, call) -> {
			throw new IllegalStateException("no");
		});
		this.stage.handle("fails.later", (params, call) -> CompletableFuture.failedFuture(new IllegalStateException()));
		this.stage.handle("forbidden", "state.read", (params, call) -> 1);
		this.stage.handle("slow", (params, call) -> never);
		this.stage.running((definition) -> definition.hostCallTimeout(Duration.ofSeconds(5)));
		FakeWorker worker = this.stage.worker();
		worker.request("1", "fails", "{}");
		worker.request("2", "fails.later", "{}");
		worker.request("3", "forbidden", "{}");
		worker.request("4", "nobody.knows", "{}");
		worker.requestInside("forged", "5", "fails", "{}");
		worker.request("6", "slow", "{}");
		this.stage.advance(Duration.ofSeconds(5));
		worker.request("7", "slow", "{}");
		this.stage.turn();
		worker.notify("$/cancelRequest", "{\"id\":7}");
		this.stage.turn();
		worker.request("8", "slow", "{}");
		this.stage.turn();
		worker.process.exit(1);
		this.stage.turn();
		never.complete(1);
		assertThat(this.observer.told).filteredOn((sentence) -> !sentence.startsWith("host call"))
			.startsWith("forbidden ERROR PluginRpcException", "nobody.knows ERROR PluginRpcException",
					"fails ERROR PluginRpcException", "fails ERROR IllegalStateException",
					"fails.later ERROR IllegalStateException", "slow TIMEOUT RpcTimeoutException",
					"slow CANCELLED CancellationException", "slow CANCELLED CancellationException");
		assertThat(this.observer.told).contains("host call nobody.knows (unknown)", "host call forbidden");
	}

	@Test
	void aHostCallThatFindsNoPlaceIsSeen() {
		this.stage.handle("slow", (params, call) -> new CompletableFuture<>());
		this.stage.running((definition) -> definition.maxHostCalls(1).maxQueuedHostCalls(1));
		for (int i = 1; i <= 3; i++) {
			this.stage.worker().request("" + i, "slow", "{}");
		}
		this.stage.turn();
		assertThat(this.observer.told).containsExactly("host call slow", "host call slow", "host call slow",
				"slow UNAVAILABLE PluginRpcException");
	}

	@Test
	void aHostCallThatIsCancelledIsSeenToBe() {
		CompletableFuture<Object> result = new CompletableFuture<>();
		this.stage.handle("slow", (params, call) -> result);
		this.stage.running((definition) -> definition.maxHostCalls(1));
		this.stage.worker().request("1", "slow", "{}");
		this.stage.worker().request("2", "slow", "{}");
		this.stage.turn();
		this.stage.worker().notify("$/cancelRequest", "{\"id\":2}");
		this.stage.turn();
		assertThat(this.observer.told).containsExactly("host call slow", "host call slow",
				"slow CANCELLED CancellationException");
		this.stage.worker().notify("$/cancelRequest", "{\"id\":1}");
		this.stage.turn();
		result.completeExceptionally(new IllegalStateException("gave up"));
		assertThat(this.observer.told).endsWith("slow CANCELLED IllegalStateException").hasSize(4);
	}

	@Test
	void aHostCallThatIsLateIsNotSeenToSucceed() {
		CompletableFuture<Object> result = new CompletableFuture<>();
		this.stage.handle("slow", (params, call) -> result);
		this.stage.running((definition) -> definition.hostCallTimeout(Duration.ofSeconds(5)));
		this.stage.worker().request("1", "slow", "{}");
		this.stage.turn();
		this.stage.threads.callbacks.hold();
		this.stage.advance(Duration.ofSeconds(5));
		result.complete(1);
		this.stage.threads.callbacks.release();
		this.stage.turn();
		assertThat(this.observer.told).containsExactly("host call slow", "slow TIMEOUT RpcTimeoutException");
	}

	@Test
	void aHandledNotificationIsSeen() {
		this.stage.handle("event", "events", (params, call) -> 1);
		this.stage.handle("tell", (params, call) -> 1);
		this.stage.running();
		this.stage.worker().notify("event", "{}");
		this.stage.worker().notify("tell", "{}");
		this.stage.worker().notify("nobody.knows", "{}");
		this.stage.turn();
		assertThat(this.observer.told).containsExactly("host call event", "event ERROR PluginRpcException",
				"host call tell", "tell SUCCESS");
	}

	@Test
	void aLineOfTheLogIsPartOfTheCallItIsSaidIn() {
		List<@Nullable String> current = new ArrayList<>();
		PluginWorker plugin = this.stage.running();
		this.stage.send(plugin.call("greet"));
		LoggedLines lines = LoggedLines.of(WorkerStage.ID, (event) -> current.add(this.observer.current.get()));
		try (lines) {
			this.stage.worker()
				.say("{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":{\"message\":\"in\"},\"paperclipInvocationId\":\"%s\"}"
					.formatted(invocationOf("greet")));
			this.stage.worker().notify("log", "{\"message\":\"out\"}");
			this.stage.worker()
				.say("{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":{\"message\":\"?\"},\"paperclipInvocationId\":\"forged\"}");
			this.stage.turn();
		}
		assertThat(current).containsExactly("greet", null, null);
	}

	private String invocationOf(String method) {
		return this.stage.worker()
			.received()
			.stream()
			.filter((message) -> message.path("method").asString("").equals(method))
			.findFirst()
			.orElseThrow()
			.path("paperclipInvocation")
			.path("id")
			.stringValue();
	}

}
