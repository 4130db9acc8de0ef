package io.pluginhost.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.RawJson;
import io.pluginhost.rpc.RpcConnection.Sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RpcConnectionTests {

	private final RpcCodec codec = new RpcCodec(JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
		.addModule(new SimpleModule().addSerializer(Long.class, ToStringSerializer.instance))
		.build());

	private final Output output = new Output();

	private final Handler handler = new Handler();

	private final List<Runnable> alarms = new ArrayList<>();

	private final RpcDialect dialect = new RpcDialect("inside", (id) -> (id < 100)
			? this.codec.encodeNotification("withdrawn", RawJson.of("[" + id + "]"), Integer.MAX_VALUE) : null);

	private final RpcConnection connection = new RpcConnection(this.codec, this.dialect, this.output, this.handler,
			new StoppedClock(), (call) -> new IllegalStateException("timeout of " + call.method()), 10_000);

	@Test
	void answersFindTheirCalls() {
		PendingCall first = send(1);
		PendingCall second = send(2);
		receive("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"two\"}");
		receive("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"error\":{\"code\":5,\"message\":\"no\"}}");
		assertThat(second.join()).hasToString("\"two\"");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(first::join)
			.withCauseInstanceOf(RpcFailureException.class)
			.withMessageContaining("no");
	}

	@Test
	void answersToNothingAreReported() {
		PendingCall call = send(1);
		receive("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}");
		receive("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":2}");
		receive("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":2}");
		receive("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"parse\"}}");
		assertThat(call.join()).hasToString("1");
		assertThat(this.handler.errors).containsExactly(ProtocolError.UNKNOWN_ANSWER, ProtocolError.UNKNOWN_ANSWER,
				ProtocolError.UNKNOWN_ANSWER);
	}

	@Test
	void blankLinesAreIgnored() {
		for (String blank : List.of("", " ", "\t \r", "\uFEFF")) {
			receive(blank);
		}
		assertThat(this.handler.errors).isEmpty();
	}

	@Test
	void linesThatAreNoMessagesAreReportedWithTheirBeginning() {
		receive("x".repeat(1000));
		receive("{\"jsonrpc\":\"2.0\"}");
		assertThat(this.handler.errors).containsExactly(ProtocolError.NOT_JSON, ProtocolError.INVALID_MESSAGE);
		assertThat(this.handler.excerpts).containsExactly("x".repeat(200) + "…",
				"neither method, result nor error: {\"jsonrpc\":\"2.0\"}");
		assertThat(this.output.lines).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"id\":1,\"result\":5}", "{\"result\":5,\"error\":null,\"id\":1}",
			"{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":5}", "{\"jsonrpc\":null,\"id\":1,\"method\":null,\"result\":5}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null,\"params\":null,\"result\":5,\"error\":null}",
			"{\"jsonrpc\":\"2.0\",\"id\":1.0,\"result\":5}", "{\"jsonrpc\":\"2.0\",\"id\":1e0,\"result\":5}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"result\":5}" })
	void anAnswerIsTakenForWhatItPlainlyIs(String line) {
		// What answers a call that waits is its answer, whatever else is wrong with it
		PendingCall call = send(1);
		receive(line);
		assertThat(call).isCompletedWithValueMatching((result) -> result.toString().equals("5"));
		assertThat(this.handler.errors).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"id\":1}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null,\"params\":{\"a\":1}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"params\":{}}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":null}",
			"{\"id\":1,\"error\":{\"code\":1,\"message\":\"no\"}}", "{\"id\":1,\"error\":\"no\"}",
			"{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"Parse error\"}}" })
	void anAnswerThatIsNoneFailsItsCallAtOnce(String line) {
		// No call is left to wait until its time is up if its answer has come
		PendingCall call = send(1);
		receive(line);
		assertThat(call).isCompletedExceptionally();
		assertThat(this.handler.errors).isEmpty();
	}

	@Test
	void anErrorWithoutIdFailsNoCallIfItMayBeAboutAnother() {
		send(1);
		PendingCall second = send(2);
		receive("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":5}");
		receive("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"Parse error\"}}");
		assertThat(second).isNotDone();
		assertThat(this.handler.errors).containsExactly(ProtocolError.UNKNOWN_ANSWER);
	}

	@Test
	void whatLacksTheMarkAndAnswersNothingIsNoMessage() {
		send(1);
		receive("{\"id\":7,\"result\":5}");
		receive("{\"level\":\"info\",\"id\":1,\"method\":\"GET\"}");
		receive("{\"method\":\"log\",\"params\":{}}");
		assertThat(this.handler.errors).containsOnly(ProtocolError.INVALID_MESSAGE).hasSize(3);
		assertThat(this.handler.responders).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"id\":\"a\",\"method\":\"ping\"}", "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":null}" })
	void aRequestThatLacksSomethingIsAnsweredAtOnce(String line) {
		receive(line);
		assertThat(this.output.lines).singleElement()
			.asString()
			.startsWith("refusal {\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":-32600");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Downloading 100%%\r\u001b[2K%s", "\u001b[0m%s", "%s\u001b[0m",
			"\u001b]0;my title\u0007%s", "\u001b]2;a {\"title\": 1\u001b\\%s", "Loading {plugins} {\"a\": %s",
			"{\"progress\":1}%s", "{\"progress\":{\"x\":\"}\"}} 100%% %s", "{} {{{\"%s", "%s done", "[%s",
			"say \"%s\" again", "\u0000\uFFFD%s\u0007" })
	void anAnswerAmongTextCounts(String line) {
		// Text or terminal codes beside a message do not take it away
		PendingCall call = send(1);
		receive(line.formatted("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":[\"}{\"]}}"));
		assertThat(call).isCompletedWithValueMatching((result) -> result.toString().equals("{\"a\":[\"}{\"]}"));
		assertThat(this.handler.errors).containsExactly(ProtocolError.STRAY_TEXT);
	}

	@Test
	void severalMessagesOnALineCountInTheirOrder() {
		// Threads that print without taking turns lose the line feed between messages
		PendingCall first = send(1);
		PendingCall second = send(2);
		receive("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":2}{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"} "
				+ "50%\r{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}");
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.handler.responders).hasSize(1);
		assertThat(this.handler.errors).containsExactly(ProtocolError.STRAY_TEXT);
		assertThat(this.handler.excerpts).containsExactly(" 50%\r");
	}

	@Test
	void aRequestInTheMiddleOfATextIsAQuotation() {
		// What others have said, and a worker only prints, calls no host method
		String request = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}";
		receive("user said '" + request + "' to me");
		assertThat(this.handler.responders).isEmpty();
		assertThat(this.handler.errors).containsExactly(ProtocolError.NOT_JSON);
		receive("100%\r" + request);
		receive(request + " sent");
		receive("\u001b[1m" + request + "\u001b[0m and more");
		assertThat(this.handler.responders).hasSize(3);
	}

	@Test
	void aMessageThatCannotBeTakenTakesNoOtherAway() {
		this.handler.failure = new IllegalStateException("broken");
		PendingCall call = send(1);
		assertThatIllegalStateException().isThrownBy(() -> receive(
				"{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}" + "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}"));
		assertThat(call).isCompleted();
	}

	@Test
	void anAnswerThatCannotBeReadFailsItsCall() {
		// Without memory to read an answer its caller does not wait for its time to be up
		this.handler.redacting = new OutOfMemoryError("Java heap space");
		PendingCall call = send(1);
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> receive("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":5,\"message\":\"m\"}}"));
		assertThat(call).isCompletedExceptionally();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(call::join)
			.withMessageContaining("OutOfMemoryError");
	}

	@Test
	void aLongLineThatWouldHaveBeenAllowedIsToldFromOneThatIsTooLong() {
		PendingCall first = send(1);
		PendingCall second = send(2);
		this.connection.receiveOversized(
				"100%\r{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null,\"result\":\"xxx".getBytes(StandardCharsets.UTF_8),
				9_000);
		this.connection.receiveOversized("{\"id\":2,\"result\":\"xxx".getBytes(StandardCharsets.UTF_8), 11_000);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(first::join)
			.withMessageContaining("9000 bytes long, more than the memory of the host has room for");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(second::join)
			.withMessageContaining("11000 bytes long, more than limits.max-message-size");
	}

	@Test
	void aRequestIsAnsweredOnce() {
		receive("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}");
		RpcResponder responder = this.handler.responders.get(0);
		responder.result(Map.of("n", 1), WriteMode.BY_CALLER);
		responder.result(2, WriteMode.BY_CALLER);
		responder.error(new RpcError(1, "late"), WriteMode.BY_CALLER);
		responder.refuse(new RpcError(1, "late"));
		assertThat(this.output.lines).containsExactly("answer {\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"n\":1}}");
	}

	@Test
	void aRequestThatIsNoneIsAnsweredAsInvalid() {
		receive("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":{}}");
		assertThat(this.output.lines).singleElement()
			.satisfies((line) -> assertThat(line)
				.startsWith("refusal {\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32600"));
	}

	@Test
	void aRequestWhoseHandlerThrowsIsAnswered() {
		this.handler.failure = new IllegalStateException("broken");
		assertThatIllegalStateException()
			.isThrownBy(() -> receive("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}"));
		assertThat(this.output.lines).singleElement()
			.satisfies((line) -> assertThat(line).contains("\"code\":-32603").doesNotContain("broken"));
	}

	@Test
	void sendWhenNotTakenIsNotSettledAndForgotten() {
		this.output.full = true;
		PendingCall call = call(1);
		assertThat(this.connection.send(call, 10, WriteMode.BY_CALLER)).isEqualTo(Sending.QUEUE_FULL);
		assertThat(call).isNotDone();
		assertThat(this.connection.pending().size()).isZero();
		this.output.full = false;
		assertThat(this.connection.send(call(2), 1, WriteMode.BY_CALLER)).isEqualTo(Sending.SENT);
		assertThat(this.connection.send(call(3), 1, WriteMode.BY_CALLER)).isEqualTo(Sending.TOO_MANY);
		assertThat(this.connection.sendControl(call(4))).isEqualTo(Sending.SENT);
		this.connection.close((pending) -> new IllegalStateException("closed"));
		assertThat(this.connection.send(call(5), 10, WriteMode.BY_CALLER)).isEqualTo(Sending.CLOSED);
		assertThat(this.connection.sendControl(call(6))).isEqualTo(Sending.CLOSED);
		assertThat(this.connection.notify(new byte[0])).isFalse();
	}

	@Test
	void cancelTellsTheWorkerWhateverTheApplicationsNamesAndModules() {
		PendingCall call = send(1);
		this.connection.cancel(call);
		assertThat(this.output.lines).containsExactly("call 1",
				"control {\"jsonrpc\":\"2.0\",\"method\":\"withdrawn\",\"params\":[1]}");
		assertThatExceptionOfType(CancellationException.class).isThrownBy(call::join);
		this.connection.cancel(call);
		assertThat(this.output.lines).hasSize(2);
	}

	@Test
	void cancelTakesBackWhatIsNotSentYet() {
		PendingCall call = send(1);
		this.output.retracts = true;
		this.connection.cancel(call);
		assertThat(this.output.lines).containsExactly("call 1");
	}

	@Test
	void closeSettlesWhatWaitsAndHearsNoMore() {
		PendingCall call = send(1);
		receive("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
		this.connection.close((pending) -> new IllegalStateException("closed " + pending.method()));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(call::join).withMessageContaining("closed m1");
		receive("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");
		receive("garbage");
		this.connection.receiveOversized(new byte[10], 1_000_000);
		this.handler.responders.get(0).result(1, WriteMode.BY_CALLER);
		this.connection.cancel(call);
		assertThat(this.handler.responders).hasSize(1);
		assertThat(this.handler.errors).isEmpty();
		assertThat(this.output.lines).containsExactly("call 1");
	}

	@Test
	void anAnswerTellsWhatTheWorkerHasRead() {
		send(1).written(100);
		send(2).written(200);
		receive("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":null}");
		receive("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"no\"}}");
		receive("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":null}");
		assertThat(this.output.acknowledged).containsExactly(200L, 100L);
	}

	@Test
	void aCallThatIsRefusedByAClosedOutputCannotBeSent() {
		this.output.full = true;
		assertThat(this.connection.send(call(1), 10, WriteMode.BY_CALLER)).isEqualTo(Sending.QUEUE_FULL);
		this.output.closed = true;
		assertThat(this.connection.send(call(2), 10, WriteMode.BY_CALLER)).isEqualTo(Sending.CLOSED);
	}

	@Test
	void anOversizedAnswerFailsItsCallAtOnce() {
		PendingCall call = send(1);
		PendingCall other = send(2);
		this.connection.receiveOversized(
				"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"xxx".getBytes(StandardCharsets.UTF_8), 1_000_000);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(call::join)
			.withMessageContaining("The answer is 1000000 bytes long, more than limits.max-message-size, 10000 bytes");
		assertThat(other).isNotDone();
		assertThat(this.handler.errors).containsExactly(ProtocolError.TOO_LONG);
	}

	@Test
	void anOversizedRequestIsAnsweredAtOnce() {
		// A worker that asked too much hears of it, rather than waiting for ever
		PendingCall call = send(1);
		this.connection
			.receiveOversized("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"state.set\",\"params\":{\"text\":\"xxx"
				.getBytes(StandardCharsets.UTF_8), 1_000_000);
		assertThat(this.output.lines).containsExactly("call 1",
				"refusal {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32600,\"message\":\"The request is 1000000 "
						+ "bytes long, more than limits.max-message-size, 10000 bytes\"}}");
		assertThat(call).isNotDone();
		assertThat(this.handler.errors).containsExactly(ProtocolError.TOO_LONG);
		assertThat(this.handler.responders).isEmpty();
	}

	@Test
	void anOversizedNotificationIsReportedOnly() {
		this.connection
			.receiveOversized("{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":{\"id\":1,\"message\":\"xxx"
				.getBytes(StandardCharsets.UTF_8), 1_000_000);
		assertThat(this.output.lines).isEmpty();
		assertThat(this.handler.errors).containsExactly(ProtocolError.TOO_LONG);
	}

	@Test
	void aCallThatWaitsTooLongEndsAsItIsTold() {
		PendingCall call = PendingCall.ofApplication(1, "m1", "1".getBytes(StandardCharsets.UTF_8),
				Duration.ofNanos(-1), 0, CallAttachment.NONE);
		this.connection.send(call, 10, WriteMode.BY_CALLER);
		List.copyOf(this.alarms).forEach(Runnable::run);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(call::join)
			.withMessageContaining("timeout of m1");
		assertThat(this.output.lines).hasSize(2);
	}

	private PendingCall send(long id) {
		PendingCall call = call(id);
		assertThat(this.connection.send(call, 10, WriteMode.BY_CALLER)).isEqualTo(Sending.SENT);
		return call;
	}

	private static PendingCall call(long id) {
		return PendingCall.ofApplication(id, "m" + id, ("" + id).getBytes(StandardCharsets.UTF_8),
				Duration.ofSeconds(30), 0, CallAttachment.NONE);
	}

	private void receive(String line) {
		byte[] bytes = ("##" + line + "##").getBytes(StandardCharsets.UTF_8);
		this.connection.receive(bytes, 2, bytes.length - 4);
	}

	private static final class Output implements RpcOutput {

		private final List<String> lines = new ArrayList<>();

		private final List<Long> acknowledged = new ArrayList<>();

		private boolean full;

		private boolean closed;

		private boolean retracts;

		@Override
		public boolean control(byte[] line, Object owner) {
			return add("control ", line);
		}

		@Override
		public boolean call(byte[] line, Object owner, WriteMode writing) {
			return !this.full && add("call ", line);
		}

		@Override
		public boolean keptCall(byte[] line, Object owner) {
			return add("kept ", line);
		}

		@Override
		public void answer(byte[] line, WriteMode writing) {
			add("answer ", line);
		}

		@Override
		public void refusal(byte[] line) {
			add("refusal ", line);
		}

		@Override
		public void runWhenRoom(Runnable action) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean isFull() {
			return this.full;
		}

		@Override
		public boolean retract(Object owner) {
			return this.retracts;
		}

		@Override
		public boolean isClosed() {
			return this.closed;
		}

		@Override
		public void acknowledge(long position) {
			this.acknowledged.add(position);
		}

		private boolean add(String lane, byte[] line) {
			return this.lines.add(lane + new String(line, StandardCharsets.UTF_8).trim());
		}

	}

	private static final class Handler implements RpcHandler {

		private final List<RpcResponder> responders = new ArrayList<>();

		private final List<ProtocolError> errors = new ArrayList<>();

		private final List<String> excerpts = new ArrayList<>();

		private RuntimeException failure;

		private Error redacting;

		@Override
		public void request(RpcMessage.Request request, RpcResponder responder) {
			if (this.failure != null) {
				throw this.failure;
			}
			this.responders.add(responder);
		}

		@Override
		public void notification(RpcMessage.Notification notification) {
		}

		@Override
		public String redact(String words) {
			if (this.redacting != null) {
				throw this.redacting;
			}
			return words;
		}

		@Override
		public void protocolError(ProtocolError error, String excerpt) {
			this.errors.add(error);
			this.excerpts.add(excerpt);
		}

	}

	private final class StoppedClock implements Timekeeper {

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public Instant now() {
			return Instant.EPOCH;
		}

		@Override
		public Alarm schedule(Duration delay, Runnable action) {
			RpcConnectionTests.this.alarms.add(action);
			return () -> RpcConnectionTests.this.alarms.remove(action);
		}

	}

}
