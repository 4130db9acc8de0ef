package io.pluginhost.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.process.LineQueue;
import io.pluginhost.session.ClosedPipeWatch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a worker asks for and does not read takes up no more of the host's memory than may
 * wait for a worker, and one answer for each handler at work.
 */
class AnswersRoomStoryTests {

	private static final int LIMIT = 1500;

	/** The first answer is less than the limit, and there are two places. */
	private static final int BEGUN = 3;

	private final WorkerStage stage = new WorkerStage();

	private final List<String> handled = new ArrayList<>();

	@Test
	void noHandlerBeginsWhileAsMuchIsUnreadAsMayBe() {
		// Room is taken when a request is accepted, or its handler does not begin
		accepted(10);
		assertThat(this.handled).hasSize(BEGUN);
		this.stage.advance(Duration.ofSeconds(10));
		assertThat(this.handled).hasSize(BEGUN);
		this.stage.worker().readAgain();
		this.stage.turn();
		assertThat(this.handled).hasSize(10);
		IntStream.rangeClosed(1, 10)
			.forEach((id) -> assertThat(this.stage.worker().answerTo("" + id).has("result")).isTrue());
	}

	@Test
	void aRequestWhoseHandlerNeverBeginsIsAnsweredInTime() {
		accepted(5);
		this.stage.advance(Duration.ofSeconds(25));
		this.stage.worker().readAgain();
		this.stage.turn();
		assertThat(this.handled).hasSize(BEGUN);
		assertThat(error("5").get("code").intValue()).isEqualTo(-32003);
	}

	@Test
	void whatWaitsForRoomIsGivenUpWithItsProcessAndKeepsNoPlace() {
		// An answer that is never read keeps no handler from the next process
		PluginWorker plugin = accepted(10);
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(this.handled).hasSize(BEGUN);
		plugin.start();
		this.stage.turn();
		IntStream.rangeClosed(1, 4).forEach((id) -> this.stage.worker().request("" + id, "big", "{}"));
		this.stage.turn();
		assertThat(this.handled).hasSize(BEGUN + 4);
		assertThat(this.stage.worker().answerTo("4").has("result")).isTrue();
	}

	@Test
	void aNotificationNeedsNoRoom() {
		accepted(5);
		this.stage.worker().notify("big", "{}");
		this.stage.turn();
		assertThat(this.handled).hasSize(BEGUN + 1);
	}

	@Test
	void whatIsKeptForRequestsThatWaitIsBounded() {
		// PendingFutures wait, but not more of them than one message may hold
		this.stage.handle("ping", (params, call) -> 1);
		this.stage.running((definition) -> definition.maxHostCalls(1).maxMessageSize(1000));
		this.stage.threads.handlers.hold();
		for (int i = 1; i <= 4; i++) {
			this.stage.worker().request("" + i, "ping", "{\"text\":\"" + "x".repeat(600) + "\"}");
		}
		this.stage.turn();
		assertThat(error("4").get("message").stringValue()).isEqualTo("Host is busy");
		this.stage.threads.handlers.release();
		this.stage.turn();
		this.stage.worker().request("5", "ping", "{}");
		this.stage.turn();
		for (String id : List.of("1", "2", "3", "5")) {
			assertThat(this.stage.worker().answerTo(id).has("result")).isTrue();
		}
	}

	@Test
	void aRefusalIsShortWhateverTheMethodIsCalled() {
		this.stage.running();
		this.stage.worker().request("1", "m".repeat(10_000), "{}");
		this.stage.turn();
		assertThat(error("1").get("message").stringValue()).hasSizeLessThan(300).contains("mmm…");
	}

	@Test
	void refusalsAreBoundedInBytesToo() {
		// An id comes back as it was, however long; a worker that reads none is given up
		PluginWorker plugin = this.stage.running((definition) -> definition.restartEnabled(false));
		this.stage.worker().stopReading();
		byte[] most = new byte[(int) (plugin(plugin) + LineQueue.MAX_REFUSED_BYTES - 1024)];
		this.stage.worker().process.stdin().putRefusal(most);
		String id = "\"" + "x".repeat(1024) + "\"";
		this.stage.worker().request(id, "nonsense", "{}");
		this.stage.advance(ClosedPipeWatch.GRACE);
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		this.stage.worker().request(id, "nonsense", "{}");
		this.stage.advance(ClosedPipeWatch.GRACE);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void aWorkerThatIsGivenUpIsToldOfOnce() {
		// What a flood of refusals does to the loop does not grow with the flood
		PluginWorker plugin = this.stage.running((definition) -> definition.restartEnabled(false));
		this.stage.worker().stopReading();
		for (int i = 0; i < LineQueue.MAX_LINES; i++) {
			this.stage.worker().process.stdin().putRefusal(new byte[0]);
		}
		this.stage.turn();
		int before = this.stage.threads.loop.waiting();
		for (int i = 0; i < 100; i++) {
			this.stage.worker().request("1", "nonsense", "{}");
		}
		assertThat(this.stage.threads.loop.waiting() - before).isEqualTo(1);
		this.stage.advance(ClosedPipeWatch.GRACE);
		assertThat(plugin.diagnostics().lastCrashReason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	private static long plugin(PluginWorker plugin) {
		return ((SupervisedPlugin) plugin).definition().limits().maxQueuedBytes();
	}

	/**
	 * A worker that has asked so often for 1,000 bytes before it was given any, and reads
	 * no answer.
	 */
	private PluginWorker accepted(int requests) {
		this.stage.handle("big", (params, call) -> {
			this.handled.add(call.method());
			return "x".repeat(1000);
		});
		PluginWorker plugin = this.stage
			.running((definition) -> definition.maxQueuedBytes(LIMIT).maxHostCalls(2).restartEnabled(false));
		this.stage.worker().stopReading();
		this.stage.threads.handlers.hold();
		for (int i = 1; i <= requests; i++) {
			this.stage.worker().request("" + i, "big", "{}");
		}
		this.stage.turn();
		this.stage.threads.handlers.release();
		this.stage.turn();
		return plugin;
	}

	private JsonNode error(String id) {
		return this.stage.worker().answerTo(id).get("error");
	}

}
