package io.pluginhost.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorker;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that are made while a worker starts are kept for it, as many bytes of them as may
 * wait for a worker, and sent at its pace.
 */
class KeptCallsStoryTests {

	private static final String TEXT = "x".repeat(400);

	private final WorkerStage stage = new WorkerStage();

	@Test
	void callsThatAreKeptAreBoundedInBytes() {
		// What waits for a start is no more than what may wait for a worker
		PluginWorker plugin = starting();
		List<CompletableFuture<@Nullable JsonNode>> kept = List.of(call(plugin, "first"), call(plugin, "second"));
		CompletableFuture<@Nullable JsonNode> refused = call(plugin, "third");
		assertThat(WorkerStage.failure(refused)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessage("Plugin 'acme.linear' cannot take 'third': the calls that wait for it to be ready hold "
					+ "limits.max-queued-bytes, 1000 bytes, already");
		ready();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "first", "second");
		assertThat(kept).noneMatch(CompletableFuture::isDone);
	}

	@Test
	void aKeptCallThatEndsLeavesItsRoomToOthers() {
		PluginWorker plugin = starting();
		CompletableFuture<@Nullable JsonNode> cancelled = call(plugin, "first");
		CompletableFuture<@Nullable JsonNode> expired = plugin.call("second")
			.param("text", TEXT)
			.timeout(Duration.ofSeconds(1))
			.retrieveAsync(JsonNode.class);
		cancelled.cancel(true);
		CompletableFuture<@Nullable JsonNode> third = call(plugin, "third");
		assertThat(third).isNotDone();
		assertThat(call(plugin, "refused")).isCompletedExceptionally();
		this.stage.advance(Duration.ofSeconds(1));
		assertThat(WorkerStage.failure(expired)).isInstanceOf(RpcTimeoutException.class);
		assertThat(call(plugin, "fourth")).isNotDone();
		ready();
		assertThat(this.stage.worker().receivedMethods()).containsExactly("initialize", "third", "fourth");
	}

	@Test
	void whatWasKeptIsSentAtThePaceOfTheWorker() {
		// None fails because all are sent at once
		PluginWorker plugin = catchingUp();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(plugin.diagnostics().pendingCalls()).isEqualTo(2);
		this.stage.worker().readAgain();
		this.stage.turn();
		assertThat(calls()).containsExactly("first", "second");
		assertThat(plugin.diagnostics().pendingCalls()).isEqualTo(2);
		this.stage.worker().answer("second", "2");
		this.stage.turn();
		assertThat(plugin.diagnostics().pendingCalls()).isEqualTo(1);
	}

	@Test
	void aCallThatComesWhileKeptOnesAreSentGoesBehindThem() {
		// No call overtakes another because it came later
		PluginWorker plugin = catchingUp();
		CompletableFuture<@Nullable JsonNode> third = this.stage.send(plugin.call("third"));
		CompletableFuture<@Nullable JsonNode> fast = this.stage.send(plugin.call("fourth").failFast());
		assertThat(List.of(third, fast)).noneMatch(CompletableFuture::isDone);
		this.stage.worker().readAgain();
		this.stage.turn();
		assertThat(calls()).containsExactly("first", "second", "third", "fourth");
		this.stage.send(plugin.call("fifth"));
		assertThat(calls()).endsWith("fifth");
	}

	@Test
	void aCallThatComesInTheMiddleOfSendingGoesBehindTheRest() {
		// The gate opens when all that was kept has been sent, not before
		PluginWorker plugin = starting();
		call(plugin, "first");
		call(plugin, "second");
		List<CompletableFuture<@Nullable JsonNode>> late = new ArrayList<>();
		this.stage.worker().process.stdin()
			.tellOnceWaiting(() -> late.add(plugin.call("late").retrieveAsync(JsonNode.class)));
		ready();
		assertThat(late).hasSize(1);
		assertThat(calls()).containsExactly("first", "second", "late");
	}

	@Test
	void calledBackCallsCountTogetherWithThoseThatWereSent() {
		// limits.max-pending-calls is a limit of the plugin, wherever its calls are
		PluginWorker plugin = catchingUp(3);
		this.stage.send(plugin.call("third"));
		assertThat(WorkerStage.failure(this.stage.send(plugin.call("fourth"))))
			.hasMessageContaining("limits.max-pending-calls, 3,");
	}

	@Test
	void whatIsNotSentYetFailsWhenTheProcessEnds() {
		PluginWorker plugin = catchingUp();
		CompletableFuture<@Nullable JsonNode> third = this.stage.send(plugin.call("third"));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(WorkerStage.failure(third)).isInstanceOf(WorkerUnavailableException.class)
			.hasMessageContaining("cannot take 'third'");
		assertThat(plugin.diagnostics().pendingCalls()).isZero();
	}

	@Test
	void aNotificationIsSentWhileKeptCallsAre() {
		// The worker runs: a notification is not lost
		PluginWorker plugin = catchingUp();
		plugin.send("news", null);
		assertThat(this.stage.worker().received()).hasSize(1);
		this.stage.worker().readAgain();
		this.stage.turn();
		assertThat(calls()).containsExactlyInAnyOrder("first", "second");
	}

	private PluginWorker starting() {
		return starting(1024);
	}

	private PluginWorker starting(int maxPendingCalls) {
		this.stage.handle("big", (params, call) -> "x".repeat(1000));
		this.stage.launcher.next((worker) -> worker.ignoring("initialize"));
		PluginWorker plugin = this.stage
			.plugin((definition) -> definition.maxQueuedBytes(1000).maxPendingCalls(maxPendingCalls));
		plugin.start();
		this.stage.turn();
		return plugin;
	}

	/**
	 * A worker that is ready, has two calls kept, and has an answer of the host to read
	 * first, which takes all the room there is.
	 */
	private PluginWorker catchingUp() {
		return catchingUp(1024);
	}

	private PluginWorker catchingUp(int maxPendingCalls) {
		PluginWorker plugin = starting(maxPendingCalls);
		this.stage.send(plugin.call("first"));
		this.stage.send(plugin.call("second"));
		this.stage.worker().stopReading();
		this.stage.worker().request("1", "big", "{}");
		this.stage.turn();
		ready();
		return plugin;
	}

	private void ready() {
		this.stage.worker().answer("initialize", "{\"ok\":true}");
		this.stage.turn();
	}

	private List<String> calls() {
		return this.stage.worker()
			.receivedMethods()
			.stream()
			.filter((method) -> !method.equals("initialize") && !method.equals("news"))
			.toList();
	}

	private CompletableFuture<@Nullable JsonNode> call(PluginWorker plugin, String method) {
		return this.stage.send(plugin.call(method).param("text", TEXT));
	}

}
