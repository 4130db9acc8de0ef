package io.pluginhost.chaos;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.testing.PythonWorker;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Whatever bytes a worker writes: they are survived and counted, and the next good
 * message works. One worker writes them all.
 */
@RequiresTool("python3")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BytesIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final ProtocolError NOT_JSON = ProtocolError.NOT_JSON;

	private static final ProtocolError INVALID = ProtocolError.INVALID_MESSAGE;

	private static final ProtocolError UNKNOWN = ProtocolError.UNKNOWN_ANSWER;

	private static final String HEAD = "{\"jsonrpc\":\"2.0\",";

	private static final String DEEP = "[".repeat(100_000) + "]".repeat(100_000);

	private final List<Object> handled = new ArrayList<>();

	private ListeningApplication application = new ListeningApplication();

	private PluginWorker worker = this.application.start(PythonWorker.definition("bytes")
		.maxMessageSize(1024 * 1024)
		.handler("note", (params, call) -> this.handled.add(params))
		.build());

	@BeforeAll
	void aCallWorks() {
		assertThat(this.worker.call("echo").param("n", 1).retrieve().path("n").intValue()).isEqualTo(1);
	}

	@AfterAll
	void theWorkerHasLivedThroughItAll() {
		assertThat(this.worker.diagnostics().generation()).isEqualTo(1);
		assertThat(this.worker.diagnostics().pendingCalls()).isZero();
		this.application.close();
	}

	// Lines that are no messages

	static Stream<Arguments> linesThatAreNoMessages() {
		return Stream.of(arguments("banner", text("Listening on port 8080\n"), NOT_JSON, 1),
				arguments("broken JSON", text("{\"jsonrpc\":\"2.0\",\"id\":1,\n"), NOT_JSON, 1),
				arguments("array", text("[1,2,3]\n"), NOT_JSON, 1), arguments("number", text("42\n"), NOT_JSON, 1),
				arguments("string", text("\"text\"\n"), NOT_JSON, 1), arguments("null", text("null\n"), NOT_JSON, 1),
				arguments("two objects", text("{\"a\":1}{}\n"), NOT_JSON, 1),
				arguments("a message in the middle of a text",
						text("say '" + HEAD + "\"method\":\"note\",\"params\":{}}' again\n"), NOT_JSON, 1),
				arguments("text before a message",
						text("100%\r\u001b[2K" + HEAD + "\"method\":\"note\",\"params\":{}}\n"),
						ProtocolError.STRAY_TEXT, 1),
				arguments("terminal codes behind a message",
						text(HEAD + "\"method\":\"note\",\"params\":{}}\u001b[0m\n"), ProtocolError.STRAY_TEXT, 1),
				arguments("empty object", text("{}\n"), INVALID, 1),
				arguments("no version", text("{\"id\":1,\"result\":1}\n"), INVALID, 1),
				arguments("another version", text("{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":1}\n"), INVALID, 1),
				arguments("nothing but an id of another", text(HEAD + "\"id\":{\"a\":1}}\n"), INVALID, 1),
				arguments("invalid UTF-8", new byte[] { (byte) 0xC3, 0x28, (byte) 0xFF, (byte) 0xFE, '\n' }, NOT_JSON,
						1),
				arguments("NUL", new byte[] { 0, 0, 0, '\n' }, NOT_JSON, 1),
				arguments("blanks", text("\n   \n\t\n\r\n\r\r\n"), NOT_JSON, 0),
				arguments("nothing but a BOM", text("\uFEFF\n"), NOT_JSON, 0),
				arguments("a BOM in the middle", text("{\uFEFF}\n"), NOT_JSON, 1),
				arguments("UTF-16", (HEAD + "\"method\":\"x\"}\n\u0a00").getBytes(StandardCharsets.UTF_16LE), NOT_JSON,
						2),
				arguments("terminal escapes", text("\u001b[2J\u001b]0;owned\u0007\n"), NOT_JSON, 1),
				arguments("nesting", text(DEEP + "\n"), NOT_JSON, 1),
				arguments("nesting without end", text("{\"a\":".repeat(100_000) + "\n"), NOT_JSON, 1),
				arguments("too long", text("@FILL@\n"), ProtocolError.TOO_LONG, 1),
				arguments("a too long notification",
						text(HEAD + "\"method\":\"log\",\"params\":{\"message\":\"" + "@FILL@\"}}\n"),
						ProtocolError.TOO_LONG, 1));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void linesThatAreNoMessages(String name, byte[] bytes, ProtocolError error, long count) {
		assertThat(newErrors(() -> write(bytes))).isEqualTo((count > 0) ? Map.of(error, count) : Map.of());
	}

	// Ids

	static Stream<Arguments> idsOfAnswers() {
		return Stream.of(arguments("987654321098765432109876543210", UNKNOWN), arguments("null", INVALID),
				arguments("1.5", UNKNOWN), arguments("1e3", UNKNOWN), arguments("-1", UNKNOWN),
				arguments("{\"id\":1}", INVALID), arguments("[1]", INVALID), arguments("true", INVALID),
				arguments("\"\"", UNKNOWN), arguments("\"987654321098765432109876543210\"", UNKNOWN),
				arguments("\"not a number\"", UNKNOWN), arguments("999999", UNKNOWN), arguments("1", UNKNOWN),
				arguments("1e999999", UNKNOWN), arguments("9".repeat(100_000), UNKNOWN));
	}

	@ParameterizedTest
	@MethodSource
	void idsOfAnswers(String id, ProtocolError error) {
		String answer = HEAD + "\"id\":" + id + ",\"result\":\"nobody's\"}\n";
		assertThat(newErrors(() -> write(text(answer + answer)))).isEqualTo(Map.of(error, 2L));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "987654321098765432109876543210", "1.5", "-7", "0", "1e999999", "\"a\\u00e9\\n\"", "\"\"" })
	void idsOfRequestsComeBackAsTheyWere(String id) {
		String request = HEAD + "\"id\":" + id + ",\"method\":\"note\",\"params\":{}}\n";
		List<String> answers = new ArrayList<>();
		assertThat(newErrors(() -> answers.addAll(write(1, request)))).isEmpty();
		assertThat(answers.get(0)).startsWith(HEAD + "\"id\":" + id + ",\"result\":");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":1}", "[1]", "true" })
	void idsOfRequestsThatAreNone(String id) {
		int before = this.handled.size();
		String request = HEAD + "\"id\":" + id + ",\"method\":\"note\",\"params\":{}}\n";
		assertThat(newErrors(() -> write(text(request)))).isEqualTo(Map.of(INVALID, 1L));
		assertThat(this.handled).hasSize(before);
	}

	@Test
	void anAnswerThatComesTwiceCountsOnce() {
		String answer = HEAD + "\"id\":@ID@,\"result\":7}\n";
		assertThat(newErrors(() -> {
			assertThat(answered(answer + answer + answer).intValue()).isEqualTo(7);
			write(text("\n"));
		})).isEqualTo(Map.of(UNKNOWN, 2L));
	}

	@Test
	void anIdAsTextAnswersToo() {
		assertThat(answered(HEAD + "\"id\":\"@ID@\",\"result\":7}\n").intValue()).isEqualTo(7);
	}

	// Members

	@Test
	void ofAMemberThatStandsTwiceTheLastCounts() {
		assertThat(answered(HEAD + "\"id\":5,\"result\":1,\"id\":@ID@,\"result\":2}\n").intValue()).isEqualTo(2);
		assertThat(answered(HEAD + "\"id\":@ID@,\"result\":{\"a\":1,\"a\":2}}\n").path("a").intValue()).isEqualTo(2);
	}

	@Test
	void namesOfMembersMayBeEscaped() {
		assertThat(answered("{\"js\\u006fnrpc\":\"2.0\",\"\\u0069d\":@ID@,\"result\":2}\n").intValue()).isEqualTo(2);
	}

	@Test
	void ofResultAndErrorTheErrorCounts() {
		assertFails(HEAD + "\"id\":@ID@,\"result\":1,\"error\":{\"code\":-32002,\"message\":\"no\"}}\n",
				RpcErrorCodes.WORKER_ERROR, "no");
		assertThat(answered(HEAD + "\"id\":@ID@,\"result\":1,\"error\":null}\n").intValue()).isEqualTo(1);
	}

	@Test
	void anAnswerWithNeitherFailsItsCall() {
		assertFails(HEAD + "\"id\":@ID@}\n", RpcErrorCodes.UNKNOWN, "neither result nor error");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"text\"", "7", "[1]", "{}", "{\"code\":\"x\",\"message\":\"text\"}",
			"{\"code\":1e999999,\"message\":\"text\"}", "{\"code\":1.5}", "true", "{nonsense}" })
	void anErrorOfAnotherShapeFailsItsCall(String error) {
		assertFails(HEAD + "\"id\":@ID@,\"error\":" + error + "}\n", RpcErrorCodes.UNKNOWN, "");
	}

	@Test
	void anErrorThatIsTextIsTheMessage() {
		assertFails(HEAD + "\"id\":@ID@,\"error\":\"out of ink\"}\n", RpcErrorCodes.UNKNOWN, "out of ink");
	}

	@Test
	void aMethodThatIsNoTextIsRefused() {
		List<String> answers = new ArrayList<>();
		assertThat(newErrors(() -> answers.addAll(write(1, HEAD + "\"id\":\"a\",\"method\":7,\"params\":{}}\n"))))
			.isEqualTo(Map.of(INVALID, 1L));
		assertThat(answers.get(0)).contains("\"id\":\"a\"", "-32600");
	}

	// Values

	@Test
	void nestingIsNoMatterUntilItIsRead() {
		assertFails(HEAD + "\"id\":@ID@,\"result\":" + DEEP + "}\n", RpcErrorCodes.UNKNOWN, "cannot be read");
		assertFails(HEAD + "\"id\":@ID@,\"error\":" + DEEP + "}\n", RpcErrorCodes.UNKNOWN, "cannot be read");
		assertFails(HEAD + "\"id\":@ID@,\"error\":{\"code\":1,\"message\":\"\",\"data\":" + DEEP + "}}\n",
				RpcErrorCodes.UNKNOWN, "cannot be read");
		assertThat(answered(HEAD + "\"id\":@ID@,\"extra\":" + DEEP + ",\"result\":1}\n").intValue()).isEqualTo(1);
		assertThat(write(1, HEAD + "\"id\":\"a\",\"method\":\"note\",\"params\":" + DEEP + "}\n").get(0))
			.contains("-32602");
		assertThat(newErrors(() -> write(text(HEAD + "\"method\":\"log\",\"params\":{\"message\":" + DEEP + "}}\n"))))
			.isEqualTo(Map.of(INVALID, 1L));
	}

	@Test
	void numbersOfAnySizeAreRead() {
		assertThat(answered(HEAD + "\"id\":@ID@,\"result\":1e999999}\n").isNumber()).isTrue();
		assertThat(answered(HEAD + "\"id\":@ID@,\"result\":" + "9".repeat(500) + "}\n").isNumber()).isTrue();
		assertThat(call(HEAD + "\"id\":@ID@,\"result\":1e400}\n").retrieve(BigDecimal.class)).isEqualTo("1e400");
		assertFails(HEAD + "\"id\":@ID@,\"result\":" + "9".repeat(100_000) + "}\n", RpcErrorCodes.UNKNOWN,
				"cannot be read");
		assertThat(newErrors(() -> write(text(HEAD
				+ "\"method\":\"log\",\"params\":{\"message\":\"m\",\"meta\":{\"n\":1e999999,\"m\":-1e-999999}}}\n"))))
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{nonsense}", "[1,2", "nul", "\"\u0001\"", "01", "" })
	void aResultThatIsNoJsonFailsItsCall(String result) {
		if (result.isEmpty() || result.startsWith("[")) {
			assertThat(newErrors(() -> write(text(HEAD + "\"id\":@ID@,\"result\":" + result + "}\n"))))
				.isEqualTo(Map.of(NOT_JSON, 1L));
		}
		else {
			assertFails(HEAD + "\"id\":@ID@,\"result\":" + result + "}\n", RpcErrorCodes.UNKNOWN, "cannot be read");
		}
	}

	@Test
	void textThatIsNoUtf8FailsItsCallAlone() {
		byte[] answer = text(HEAD + "\"id\":@ID@,\"result\":\"??\"}\n");
		int at = new String(answer, StandardCharsets.UTF_8).indexOf("??");
		answer[at] = (byte) 0xC3;
		answer[at + 1] = 0x28;
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> call(answer).retrieve())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.UNKNOWN));
		assertStillWorks();
	}

	// Pieces

	@Test
	void aCharacterMayComeInTwoReads() {
		byte[] answer = text(HEAD + "\"id\":@ID@,\"result\":\"é€𝄞\"}\n");
		int cut = answer.length - 5;
		JsonNode result = call(Arrays.copyOf(answer, cut), Arrays.copyOfRange(answer, cut, answer.length)).retrieve();
		assertThat(result.stringValue()).isEqualTo("é€𝄞");
	}

	@Test
	void bytesMayComeOneAtATime() {
		byte[] answer = text("noise\r\n" + HEAD + "\"id\":@ID@,\"result\":\"é€𝄞\"}\r\n");
		List<byte[]> pieces = new ArrayList<>();
		int id = new String(answer, StandardCharsets.ISO_8859_1).indexOf("@ID@");
		for (int i = 0; i < answer.length; i++) {
			// What stands for the id has to be seen by the worker as a whole
			int length = (i == id) ? 4 : 1;
			pieces.add(Arrays.copyOfRange(answer, i, i + length));
			i += length - 1;
		}
		assertThat(call(pieces.toArray(byte[][]::new)).retrieve().stringValue()).isEqualTo("é€𝄞");
	}

	@Test
	void aMessageMayBeginWithAMarkAndEndWithCarriageReturn() {
		assertThat(answered("\uFEFF" + HEAD + "\"id\":@ID@,\"result\":3}\r\n").intValue()).isEqualTo(3);
	}

	@Test
	void sixtyFourMegabytesWithoutLineFeedAreNotBuffered() {
		long before = allocatedByReader();
		Map<ProtocolError, Long> errors = newErrors(() -> {
			CompletableFuture<JsonNode> lost = this.worker.call("repeat")
				.param("piece", PythonWorker.bytes("x".repeat(64 * 1024)))
				.param("count", 1024)
				.retrieveAsync(JsonNode.class);
			write(text("\n"));
			lost.cancel(true);
		});
		// The end of the long line is what the worker wrote as its answer to 'repeat'
		assertThat(errors).isEqualTo(Map.of(ProtocolError.TOO_LONG, 1L));
		assertThat(allocatedByReader() - before).isLessThan(16L * 1024 * 1024);
	}

	@Test
	void anAnswerThatIsTooLongFailsItsCallAtOnce() {
		assertFails(HEAD + "\"id\":@ID@,\"result\":\"@FILL@\"}\n", RpcErrorCodes.UNKNOWN, "limits.max-message-size");
	}

	// Notifications the host itself reads

	static Stream<Arguments> wrongShapes() {
		return Stream.of("log", "streams.open", "streams.emit", "streams.close", "$/cancelRequest")
			.flatMap((method) -> Stream
				.of("[]", "null", "7", "\"text\"", "{}", "{nonsense}", "{\"message\":[1,}", "{\"channel\":7,\"id\":{}",
						DEEP)
				.map((params) -> arguments(method, params)));
	}

	@ParameterizedTest
	@MethodSource
	void wrongShapes(String method, String params) {
		Map<ProtocolError, Long> errors = newErrors(
				() -> write(text(HEAD + "\"method\":\"" + method + "\",\"params\":" + params + "}\n")));
		assertThat(errors.values()).containsExactly(1L);
	}

	@Test
	void aFloodOfNonsenseIsCountedInFullAndLoggedInPart() {
		int count = 50_000;
		this.application.start(PythonWorker.definition("nonsense").build())
			.call("repeat")
			.param("piece", PythonWorker.bytes("flood of nonsense\n"))
			.param("count", count)
			.timeout(PATIENCE)
			.retrieve();
		assertThat(this.application.errors("nonsense")).isEqualTo(Map.of(NOT_JSON, (long) count));
		this.application.manager().removeWorker("nonsense").join();
		await().atMost(PATIENCE)
			.until(() -> this.application.lines().contains("[not-json] %d more".formatted(count - 20)));
		assertThat(this.application.lines().stream().filter((line) -> line.contains("flood of nonsense"))).hasSize(20);
	}

	/**
	 * What is counted while something is done, and the worker works when it is over.
	 */
	private Map<ProtocolError, Long> newErrors(Runnable action) {
		Map<ProtocolError, Long> before = this.application.errors("bytes");
		action.run();
		assertStillWorks();
		Map<ProtocolError, Long> errors = new EnumMap<>(ProtocolError.class);
		this.application.errors("bytes").forEach((error, count) -> {
			long more = count - before.getOrDefault(error, 0L);
			if (more > 0) {
				errors.put(error, more);
			}
		});
		return errors;
	}

	private void assertStillWorks() {
		JsonNode echo = this.worker.call("echo").param("text", "é").timeout(PATIENCE).retrieve();
		assertThat(echo.path("text").stringValue()).isEqualTo("é");
	}

	private void write(byte[]... pieces) {
		this.worker.call("write").param("pieces", PythonWorker.pieces(pieces)).timeout(PATIENCE).retrieve();
	}

	/**
	 * Write requests and get as many answers as expected.
	 */
	private List<String> write(int answers, String lines) {
		return this.worker.call("write")
			.param("pieces", PythonWorker.pieces(text(lines)))
			.param("expect", answers)
			.timeout(PATIENCE)
			.retrieve()
			.valueStream()
			.map(JsonNode::stringValue)
			.toList();
	}

	private JsonNode answered(String lines) {
		return call(lines).retrieve();
	}

	private PluginCall call(String lines) {
		return call(text(lines));
	}

	/**
	 * A call whose answer is among the bytes.
	 */
	private PluginCall call(byte[]... pieces) {
		return this.worker.call("write")
			.param("pieces", PythonWorker.pieces(pieces))
			.param("answer", false)
			.timeout(PATIENCE);
	}

	private void assertFails(String lines, int code, String message) {
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> call(lines).retrieve())
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
		assertStillWorks();
	}

	private long allocatedByReader() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("plugin-bytes-stdout"))
			.mapToLong((thread) -> threads.getThreadAllocatedBytes(thread.getId()))
			.sum();
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
