package io.pluginhost.rpc;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.json.LineGenerator;
import io.pluginhost.json.MessageTooLargeException;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RpcCodecTests {

	private static final long NO_LIMIT = Integer.MAX_VALUE;

	private final RpcCodec codec = new RpcCodec(JsonMapper.builder().build());

	// Writing

	@Test
	void encodeRequestWritesMembersInTheirOrder() {
		assertThat(
				text(this.codec.encodeRequest(1, "greet", RpcCodecTests::extension, Map.of("name", "Ada"), NO_LIMIT)))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"greet\",\"tag\":{\"a\":1},"
					+ "\"params\":{\"name\":\"Ada\"}}\n");
		assertThat(text(this.codec.encodeRequest(2, "greet", null, null, NO_LIMIT)))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"greet\",\"params\":{}}\n");
	}

	@Test
	void aMessageIsWholeWhateverHasBecomeOfTheOneBefore() {
		byte[] expected = this.codec.encodeNotification("m", Map.of("a", 1), NO_LIMIT);
		assertThatExceptionOfType(MessageTooLargeException.class)
			.isThrownBy(() -> this.codec.encodeNotification("m", Map.of("text", "x".repeat(20_000)), 1000));
		assertThat(this.codec.encodeNotification("m", Map.of("a", 1), NO_LIMIT)).isEqualTo(expected);
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.encodeNotification("m", cycle, NO_LIMIT));
		assertThat(this.codec.encodeNotification("m", Map.of("a", 1), NO_LIMIT)).isEqualTo(expected);
		this.codec.encodeNotification("m", Map.of("text", "x".repeat(200_000)), NO_LIMIT);
		assertThat(this.codec.encodeNotification("m", Map.of("a", 1), NO_LIMIT)).isEqualTo(expected);
	}

	@Test
	void messagesOfManyThreadsDoNotMix() {
		List<String> lines = IntStream.range(0, 20_000)
			.parallel()
			.mapToObj((i) -> text(this.codec.encodeNotification("m", List.of(i), NO_LIMIT)))
			.toList();
		for (int i = 0; i < lines.size(); i++) {
			assertThat(lines.get(i)).contains("\"params\":[" + i + "]}");
		}
	}

	@Test
	void encodeNotificationHasNoId() {
		assertThat(text(this.codec.encodeNotification("configChanged", List.of(1), NO_LIMIT)))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"configChanged\",\"params\":[1]}\n");
	}

	@Test
	void encodeResultGivesTheIdBackAsItCame() {
		for (String id : List.of("1", "\"1\"", "\"a\\u0020\\\"b\"", "12345678901234567890", "1.50")) {
			assertThat(text(this.codec.encodeResult(new RpcId(id), null, NO_LIMIT)))
				.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":null}\n");
		}
	}

	@Test
	void encodeErrorWritesTheErrorObject() {
		assertThat(text(this.codec.encodeError(new RpcId("1"), new RpcError(-32000, "no", Map.of("a", 1)), NO_LIMIT)))
			.isEqualTo(
					"{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"no\",\"data\":{\"a\":1}}}\n");
		assertThat(text(this.codec.encodeError(null, new RpcError(-32700, "no"), NO_LIMIT)))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"no\"}}\n");
	}

	@Test
	void encodedLinesHoldNoLineBreak() {
		Map<String, Object> params = Map.of("text", "a\nb\r\nc\u0000\u001b\u2028");
		assertOneLine(this.codec.encodeRequest(1, "a\nb", null, params, NO_LIMIT));
		assertOneLine(this.codec.encodeError(new RpcId("1"), new RpcError(1, "a\nb", "c\nd"), NO_LIMIT));
	}

	@Test
	void encodedLinesHoldNoLineBreakOfRawJson() {
		// JSON from elsewhere may be spread over lines
		RawJson raw = RawJson.of("{\n  \"a\": [\r\n1\n]\n}");
		byte[] line = this.codec.encodeResult(new RpcId("1"), raw, NO_LIMIT);
		assertOneLine(line);
		assertThat(this.codec.json().readTree(RawJson.of(text(line))).get("result")).hasToString("{\"a\":[1]}");
	}

	@Test
	void encodedLinesAreTheSameWhateverTheApplicationsMapperDoes() {
		// An application may well want its own JSON indented
		RpcCodec indenting = new RpcCodec(JsonMapper.builder()
			.enable(SerializationFeature.INDENT_OUTPUT)
			.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
			.build());
		assertThat(text(indenting.encodeRequest(1, "greet", RpcCodecTests::extension,
				Map.of("list", List.of(1, Map.of("a", 1))), NO_LIMIT)))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"greet\","
					+ "\"tag\":{\"a\":1},\"params\":{\"list\":[1,{\"a\":1}]}}\n");
	}

	@Test
	void encodedLinesAreUtf8() {
		byte[] line = this.codec.encodeNotification("m", Map.of("text", "é😀"), NO_LIMIT);
		assertThat(text(line)).contains("é😀");
	}

	@Test
	void encodeWhenLongerThanAllowedIsRefused() {
		byte[] line = this.codec.encodeNotification("m", Map.of("text", "x".repeat(100)), NO_LIMIT);
		int length = line.length - 1;
		assertThat(this.codec.encodeNotification("m", Map.of("text", "x".repeat(100)), length)).isEqualTo(line);
		assertThatExceptionOfType(MessageTooLargeException.class)
			.isThrownBy(() -> this.codec.encodeNotification("m", Map.of("text", "x".repeat(100)), length - 1))
			.withMessageContaining("limits.max-message-size");
		assertThatExceptionOfType(MessageTooLargeException.class)
			.isThrownBy(() -> this.codec.encodeNotification("m", Map.of("text", "x".repeat(1_000_000)), 1000));
	}

	@Test
	void encodeWhenParamsAreScalarIsRefused() {
		// It counts what is written, whatever type it was
		Map<Object, String> scalars = Map.ofEntries(Map.entry("text", "a text"), Map.entry(1, "a number"),
				Map.entry(-1.5, "a number"), Map.entry(true, "a boolean"), Map.entry('c', "a text"),
				Map.entry(Thread.State.NEW, "a text"), Map.entry(new UUID(1, 2), "a text"),
				Map.entry(LocalDate.of(2026, 1, 1), "a text"), Map.entry(URI.create("a:b"), "a text"),
				Map.entry(Optional.empty(), "null"), Map.entry(Optional.of(2), "a number"),
				Map.entry(new Celsius(3), "a number"), Map.entry(new byte[] { 1 }, "a text"),
				Map.entry(RawJson.of(" 4"), "a number"), Map.entry(RawJson.ofNull(), "null"),
				Map.entry(this.codec.json().readTree(RawJson.of("\"text\"")), "a text"),
				Map.entry(this.codec.json().readTree(RawJson.of("false")), "a boolean"),
				Map.entry(this.codec.json().readTree(RawJson.ofNull()), "null"));
		scalars.forEach((scalar, kind) -> {
			String message = "JSON-RPC 2.0 wants an object or an array, and %s is written as %s"
				.formatted(scalar.getClass().getName(), kind);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.codec.encodeRequest(1, "m", RpcCodecTests::extension, scalar, NO_LIMIT))
				.withMessage(message);
			assertThatIllegalArgumentException().isThrownBy(() -> this.codec.encodeNotification("m", scalar, NO_LIMIT))
				.withMessage(message);
		});
	}

	@Test
	void encodeWhenParamsAreContainersWritesThem() {
		for (Object container : List.of(Map.of(), List.of(), new int[] { 1 }, Optional.of(Map.of("a", 1)), Set.of("a"),
				RawJson.of("\n {\"a\":1}"), new Celsius[] { new Celsius(1) }, Map.of("text", "x".repeat(100_000)))) {
			RawJson line = RawJson.of(text(this.codec.encodeRequest(1, "m", null, container, NO_LIMIT)));
			assertThat(this.codec.json().readTree(line).get("params").isContainer()).isTrue();
		}
	}

	@Test
	void encodeWhenParamsCannotBeWrittenThrows() {
		Object[] cycle = new Object[1];
		cycle[0] = cycle;
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.encodeRequest(1, "m", null, cycle, NO_LIMIT));
	}

	// Reading

	@Test
	void decodeTellsMessagesApart() throws RpcFormatException {
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{}}"))
			.isInstanceOfSatisfying(RpcMessage.Request.class, (request) -> {
				assertThat(request.id()).isEqualTo(new RpcId("1"));
				assertThat(request.method()).isEqualTo("a");
				assertThat(request.params()).hasToString("{}");
				assertThat(request.extension()).isNull();
			});
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"inside\":\"i\"}"))
			.isInstanceOfSatisfying(RpcMessage.Notification.class, (notification) -> {
				assertThat(notification.params()).isNull();
				assertThat(notification.extension()).hasToString("\"i\"");
			});
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}"))
			.isInstanceOfSatisfying(RpcMessage.Result.class, (result) -> assertThat(result.result().isNull()).isTrue());
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":5,\"message\":\"m\",\"data\":[1]}}"))
			.isInstanceOfSatisfying(RpcMessage.Failure.class, (failure) -> {
				assertThat(failure.error().code()).isEqualTo(5);
				assertThat(failure.error().message()).isEqualTo("m");
				assertThat(failure.error().data()).hasToString("[1]");
			});
	}

	@Test
	void decodeReadsEscapesInWhatItUnderstands() throws RpcFormatException {
		RpcMessage message = decode("{\"jsonrpc\":\"2.0\",\"method\":\"a\\u002fb\\n\\\"\",\"inside\":\"\\u0041\"}");
		assertThat(message).isInstanceOfSatisfying(RpcMessage.Notification.class, (notification) -> {
			assertThat(notification.method()).isEqualTo("a/b\n\"");
			assertThat(this.codec.json().text(notification.extension())).isEqualTo("A");
		});
	}

	@Test
	void decodeWhenParamsAreNullHasNone() throws RpcFormatException {
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":null}"))
			.isEqualTo(new RpcMessage.Notification("a", null, null));
	}

	@Test
	void decodeWhenResultAndErrorTakesTheError() throws RpcFormatException {
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":{\"code\":5,\"message\":\"m\"}}"))
			.isInstanceOf(RpcMessage.Failure.class);
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":null}"))
			.isInstanceOf(RpcMessage.Result.class);
	}

	@Test
	void decodeWhenNeitherResultNorErrorFailsTheCall() throws RpcFormatException {
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1}")).isInstanceOfSatisfying(RpcMessage.Failure.class,
				(failure) -> assertThat(failure.error().message()).contains("neither result nor error"));
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":null}")).isInstanceOf(RpcMessage.Failure.class);
	}

	@Test
	void decodeWhenErrorIsOddMakesTheBestOfIt() throws RpcFormatException {
		assertThat(error("\"boom\"")).isEqualTo(new RpcError(-32099, "boom"));
		assertThat(error("{\"message\":\"m\"}")).isEqualTo(new RpcError(-32099, "{\"message\":\"m\"}"));
		assertThat(error("{\"code\":\"x\",\"message\":\"m\"}").code()).isEqualTo(-32099);
		assertThat(error("{\"code\":1}")).isEqualTo(new RpcError(1, ""));
		assertThat(error("[1]").message()).isEqualTo("[1]");
		assertThat(error("[" + "[".repeat(100_000) + "]".repeat(100_000) + "]").message()).contains("cannot be read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"jsonrpc\":\"2.0\"}", "{\"method\":\"a\"}",
			"{\"jsonrpc\":\"1.0\",\"method\":\"a\"}", "{\"jsonrpc\":\"2.0\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"result\":1}", "{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":1}",
			"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"a\"}", "{\"jsonrpc\":\"2.0\",\"method\":1}",
			"{\"jsonrpc\":\"2.0\",\"method\":null}", "{\"jsonrpc\":\"2.0\",\"method\":{\"a\":1}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"\\x\"}" })
	void decodeWhenNoMessageSaysSo(String line) {
		assertThatExceptionOfType(RpcFormatException.class).isThrownBy(() -> decode(line))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ProtocolError.INVALID_MESSAGE));
	}

	@Test
	void decodeWhenMembersAreNullTakesThemAsAbsent() throws RpcFormatException {
		// Serializers of one class for all messages write every member
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null,\"params\":null,\"result\":5,\"error\":null}"))
			.isInstanceOf(RpcMessage.Result.class);
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null,\"result\":null,\"error\":null}"))
			.isInstanceOf(RpcMessage.Result.class);
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null,\"result\":null,\"error\":{\"code\":5}}"))
			.isInstanceOf(RpcMessage.Failure.class);
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"result\":null,\"error\":null}"))
			.isInstanceOf(RpcMessage.Request.class);
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"a\",\"params\":null,\"result\":null}"))
			.isEqualTo(new RpcMessage.Notification("a", null, null));
		assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":5,\"error\":false}"))
			.isInstanceOf(RpcMessage.Result.class);
		assertThat(decode("{\"jsonrpc\":2.0,\"id\":1,\"method\":\"a\"}")).isInstanceOf(RpcMessage.Request.class);
	}

	@Test
	void decodeWhenMethodIsNoTextNamesTheRequest() {
		assertThatExceptionOfType(RpcFormatException.class)
			.isThrownBy(() -> decode("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":1}"))
			.satisfies((ex) -> assertThat(ex.requestId()).isEqualTo(new RpcId("\"a\"")));
	}

	@Test
	void decodeReadsARangeAndSoDoesWhoeverReadsItsParts() throws RpcFormatException {
		byte[] line = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"n\":[1,2]}}".getBytes(StandardCharsets.UTF_8);
		byte[] buffer = new byte[line.length + 20];
		Arrays.fill(buffer, (byte) '#');
		System.arraycopy(line, 0, buffer, 7, line.length);
		RawJson result = ((RpcMessage.Result) this.codec
			.decode(new EnvelopeScanner("inside").begin(buffer, 7, line.length))).result();
		assertThat(this.codec.json().readTree(result)).hasToString("{\"n\":[1,2]}");
		assertThat(this.codec.json().<Map<String, List<Integer>>>read(result, Map.class))
			.isEqualTo(Map.of("n", List.of(1, 2)));
		assertThat(text(this.codec.encodeResult(new RpcId("2"), result, NO_LIMIT)))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"n\":[1,2]}}\n");
	}

	@Test
	void decodeWhenInvalidUtf8IsNoMessageOrAnUnreadablePart() throws RpcFormatException {
		byte[] method = "{\"jsonrpc\":\"2.0\",\"method\":\"a?b\"}".getBytes(StandardCharsets.UTF_8);
		method[28] = (byte) 0xFF;
		assertThatExceptionOfType(RpcFormatException.class)
			.isThrownBy(() -> this.codec.decode(new EnvelopeScanner("inside").begin(method, 0, method.length)));
		byte[] result = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"a?b\"}".getBytes(StandardCharsets.UTF_8);
		result[result.length - 4] = (byte) 0xFF;
		RawJson part = ((RpcMessage.Result) this.codec
			.decode(new EnvelopeScanner("inside").begin(result, 0, result.length))).result();
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.codec.json().readTree(part));
	}

	private RpcError error(String json) throws RpcFormatException {
		return ((RpcMessage.Failure) decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":" + json + "}")).error();
	}

	private RpcMessage decode(String line) throws RpcFormatException {
		byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
		return this.codec.decode(new EnvelopeScanner("inside").begin(bytes, 0, bytes.length));
	}

	private static void extension(LineGenerator json) {
		json.writeName("tag");
		json.writeValue(RawJson.of("{\"a\":1}"));
	}

	private static void assertOneLine(byte[] line) {
		String text = text(line);
		assertThat(text).endsWith("}\n");
		assertThat(text.substring(0, text.length() - 1)).doesNotContain("\n").doesNotContain("\r");
	}

	private static String text(byte[] line) {
		return new String(line, StandardCharsets.UTF_8);
	}

	/**
	 * Written as its only component.
	 *
	 * @param degrees how warm it is
	 */
	record Celsius(@JsonValue double degrees) {
	}

}
