package io.pluginhost.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.HealthStatus;
import io.pluginhost.PluginDefinition;
import io.pluginhost.json.RawJson;
import io.pluginhost.protocol.OpeningAnswer.Accepted;
import io.pluginhost.protocol.OpeningAnswer.Refused;
import io.pluginhost.protocol.WorkerNotification.LogLine;
import io.pluginhost.protocol.WorkerNotification.Malformed;
import io.pluginhost.protocol.WorkerNotification.RequestCancelled;
import io.pluginhost.protocol.WorkerNotification.StreamEvent;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.rpc.RpcError;
import io.pluginhost.rpc.RpcFailureException;
import io.pluginhost.stream.PluginStreamEvent.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The protocol says what PROTOCOL.md says, and takes any answer, without a process.
 */
class PaperclipProtocolTests {

	private static final String SECRET = "hunter2-hunter2";

	private final RpcCodec codec = new RpcCodec(JsonMapper.builder().build());

	private final WorkerProtocol protocol = new PaperclipProtocol(this.codec.json(),
			new HostInfo("host-1", "1.2.3", 1));

	private final Secrets secrets = Secrets.of(List.of(), Map.of("password", SECRET));

	@Test
	void openingSaysWhoIsWho() {
		PluginDefinition plugin = PluginDefinition.builder("acme.linear")
			.command("worker")
			.manifest(Map.of("version", "2.0.0"))
			.build();
		assertThat(line(this.protocol.opening(plugin, Map.of("team", "ENG")))).isEqualTo(
				"{\"jsonrpc\":\"2.0\",\"method\":\"initialize\",\"params\":{\"manifest\":{\"id\":\"acme.linear\",\"version\":\"2.0.0\"},"
						+ "\"config\":{\"team\":\"ENG\"},\"instanceInfo\":{\"instanceId\":\"host-1\",\"hostVersion\":\"1.2.3\"},"
						+ "\"apiVersion\":1,\"databaseNamespace\":null}}");
		assertThat(line(this.protocol.opening(plugin, RawJson.of("{\"n\":1.10}")))).contains("\"config\":{\"n\":1.10}");
	}

	@Test
	void requestsAndNotificationsOfTheHost() {
		assertThat(line(this.protocol.healthCheck()))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"health\",\"params\":{}}");
		assertThat(line(this.protocol.shutdown()))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"shutdown\",\"params\":{}}");
		assertThat(line(this.protocol.cancellation(7)))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\",\"params\":{\"id\":7}}");
		assertThat(line(this.protocol.configChange(Map.of("team", "OPS"))))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"configChanged\",\"params\":{\"config\":{\"team\":\"OPS\"}}}");
	}

	@Test
	void callIsAccompaniedByWhatTheWorkerEchoes() {
		byte[] call = this.codec.encodeRequest(7, "greet", this.protocol.envelope("p-", 7, "acme", "00-ab"), null,
				10_000);
		assertThat(new String(call, StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(
				"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"greet\",\"paperclipInvocation\":{\"id\":\"p-7\","
						+ "\"scope\":{\"companyId\":\"acme\"},\"traceparent\":\"00-ab\"},\"params\":{}}");
		assertThat(this.protocol.echo()).isEqualTo("paperclipInvocationId");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"ok":true}                                                   | []
			{"ok":true,"supportedMethods":[]}                             | []
			{"ok":true,"supportedMethods":["greet","configChanged"]}      | [greet, configChanged]
			{"ok":true,"supportedMethods":[1,null,{},"hunter2-hunter2"]}  | [1, , , ******]
			{"ok":true,"supportedMethods":"all"}                          | []
			{"ok":true,"supportedMethods":null}                           | []
			{"ok":"true"}                                                 | []
			{"ok":true,"protocolVersion":"1"}                             | []
			""")
	void openingAccepted(String result, String supported) {
		assertThat(this.protocol.readOpening(RawJson.of(result), this.secrets)).isInstanceOfSatisfying(Accepted.class,
				(accepted) -> assertThat(accepted.supportedMethods()).hasToString(supported));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{}                               | The worker answered 'initialize' without "ok": true
					null                             | The worker answered 'initialize' without "ok": true
					[true]                           | The worker answered 'initialize' without "ok": true
					"ok"                             | The worker answered 'initialize' without "ok": true
					{"ok":false}                     | The worker answered 'initialize' without "ok": true
					{"ok":null}                      | The worker answered 'initialize' without "ok": true
					{"protocolVersion":"2025-11-25"} | it is a server of the Model Context Protocol (MCP), and no plugin: its 'initialize' is about a protocolVersion. This host does not speak MCP yet (see PROTOCOL.md)
					{"ok":tru}                       | The worker's answer to 'initialize' is no JSON: Unrecognized token 'tru'
					{"ok":hunter2-hunter2}           | The worker's answer to 'initialize' is no JSON: Unrecognized token 'hunter2'
					""")
	void openingRefusedByItsResult(String result, String reason) {
		assertThat(this.protocol.readOpening(RawJson.of(result), this.secrets)).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).hasMessageStartingWith(reason));
	}

	@Test
	void openingNestedBeyondMeasureIsRefused() {
		String deep = "{\"ok\":true,\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
		assertThat(this.protocol.readOpening(RawJson.of(deep), this.secrets)).isInstanceOf(Refused.class);
	}

	@Test
	void supportedMethodsAreKeptWithinLimits() {
		String many = IntStream.range(0, 1000).mapToObj((i) -> "\"m" + i + "\"").collect(Collectors.joining(","));
		List<String> supported = supported("{\"ok\":true,\"supportedMethods\":[\"" + "x".repeat(1000) + "\"," + many
				+ ",\"configChanged\",\"configChanged\"]}");
		assertThat(supported).hasSize(202).contains("m198").doesNotContain("m199");
		assertThat(supported.get(0)).isEqualTo("x".repeat(200) + "… (1000 characters)");
		assertThat(supported).endsWith("configChanged", "… (802 more)");
	}

	private List<String> supported(String result) {
		OpeningAnswer answer = this.protocol.readOpening(RawJson.of(result), this.secrets);
		assertThat(answer).isInstanceOf(Accepted.class);
		return ((Accepted) answer).supportedMethods();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					no token                     |                                  | no token
					Invalid params               |                                  | Invalid params
					protocolVersion: Required    |                                  | it is a server of the Model Context Protocol
					Invalid params               | expected string protocolVersion  | it is a server of the Model Context Protocol
					""")
	void openingRefusedByAnError(String message, @Nullable String stderr, String reason) {
		OpeningAnswer answer = this.protocol.readOpeningError(new RpcError(-32602, message),
				(stderr != null) ? stderr : "");
		assertThat(answer).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).hasMessageStartingWith(reason));
	}

	@Test
	void openingErrorIsKeptWithinLimits() {
		OpeningAnswer answer = this.protocol
			.readOpeningError(new RpcError(-32000, "x".repeat(100_000), "y".repeat(100_000)), "");
		assertThat(answer).isInstanceOfSatisfying(Refused.class, (refused) -> assertThat(refused.reason())
			.isInstanceOfSatisfying(RpcFailureException.class, (failure) -> {
				assertThat(failure.error().code()).isEqualTo(-32000);
				assertThat(failure.error().message()).isEqualTo("x".repeat(2000) + "… (100000 characters)");
				assertThat(failure.error().data()).isNull();
			}));
		assertThat(this.protocol.readOpeningError(new RpcError(-32000, "no", "why"), "")).isInstanceOfSatisfying(
				Refused.class,
				(refused) -> assertThat(((RpcFailureException) refused.reason()).error().data()).isEqualTo("why"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					{}                                                   | OK       | -                                   | -
					null                                                 | OK       | -                                   | -
					[]                                                   | OK       | -                                   | -
					{"status":"ok","message":"fine"}                     | OK       | fine                                | -
					{"status":"degraded","details":{"queue":12}}         | DEGRADED | -                                   | {"queue":12}
					{"status":"error","message":"key hunter2-hunter2"}   | ERROR    | key ******                          | -
					{"status":"error","details":["hunter2-hunter2"]}     | ERROR    | -                                   | ["******"]
					{"status":7,"message":8,"details":null}              | OK       | -                                   | null
					{"status":"well","message":null}                     | OK       | -                                   | -
					{"status":                                           | ERROR    | The answer to 'health' cannot be read | -
					""")
	void healthRead(String result, HealthStatus status, @Nullable String message, @Nullable String details) {
		HealthAnswer answer = this.protocol.readHealth(RawJson.of(result), this.secrets);
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.message()).isEqualTo(message);
		assertThat((answer.details() != null) ? answer.details().toString() : null).isEqualTo(details);
	}

	@Test
	void healthIsKeptWithinLimits() {
		HealthAnswer answer = this.protocol.readHealth(RawJson
			.of("{\"message\":\"" + "x".repeat(100_000) + "\",\"details\":{\"x\":\"" + "y".repeat(100_000) + "\"}}"),
				this.secrets);
		assertThat(answer.message()).isEqualTo("x".repeat(1000) + "… (100000 characters)");
		assertThat(String.valueOf(answer.details())).startsWith("\"{\\\"x\\\":\\\"yyy")
			.endsWith("y… (100008 characters)\"")
			.hasSizeLessThan(8100);
		assertThat(this.protocol.readHealth(RawJson.of("\"" + "x".repeat(1024 * 1024) + "\""), this.secrets))
			.isEqualTo(new HealthAnswer(HealthStatus.ERROR,
					"The answer to 'health' is 1048578 bytes long, of which no more than 1048576 are read", null));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			-32601, OK,    -
			-32004, OK,    -
			-32000, ERROR, key ******
			""")
	void healthErrorOfAMissingMethodIsHealthy(int code, HealthStatus status, @Nullable String message) {
		RpcError error = new RpcError(code, "key " + SECRET);
		assertThat(this.protocol.readHealthError(error, this.secrets))
			.isEqualTo(new HealthAnswer(status, message, null));
		assertThat(this.protocol.isUnsupported(error)).isEqualTo(status == HealthStatus.OK);
	}

	@Test
	void configurationIsFoundInTheCallThatChangesIt() {
		assertThat(this.protocol.isConfigChange("configChanged")).isTrue();
		assertThat(this.protocol.isConfigChange("greet")).isFalse();
		assertThat(this.protocol.changedConfig(RawJson.of("{\"config\":{\"n\":1.10}}"))).hasToString("{\"n\":1.10}");
		assertThat(this.protocol.changedConfig(RawJson.of("{}"))).isNull();
		assertThat(this.protocol.changedConfig(RawJson.of("[1]"))).isNull();
		assertThat(this.protocol.confidentialParams()).containsExactly("config");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			{"message":"m"}                                       | INFO  | -       | m          | {}
			{"level":"debug","message":"m","meta":{"n":1}}        | DEBUG | debug   | m          | {n=1}
			{"level":"WARNING","message":"m"}                     | WARN  | WARNING | m          | {}
			{"level":"fatal","message":"a\\nb"}                   | ERROR | fatal   | a\\nb      | {}
			{"level":"loud","message":{"a":1.10},"meta":[]}       | INFO  | loud    | {"a":1.10} | {}
			{"level":7,"message":null,"meta":{"a":null,"b":"c"}}  | INFO  | -       | null       | {a=null, b=c}
			""")
	void logNotificationIsALogLine(String params, Level level, @Nullable String name, String message, String meta) {
		assertThat(this.protocol.read("log", RawJson.of(params))).isInstanceOfSatisfying(LogLine.class, (line) -> {
			assertThat(line.level()).isEqualTo(level);
			assertThat(line.levelName()).isEqualTo(name);
			assertThat(line.message()).isEqualTo(message);
			assertThat(line.meta()).hasToString(meta);
		});
	}

	@Test
	void logLineIsKeptWithinLimits() {
		String meta = IntStream.range(0, 100).mapToObj((i) -> "\"m" + i + "\":0").collect(Collectors.joining(","));
		assertThat(this.protocol.read("log",
				RawJson.of("{\"message\":\"" + "x".repeat(100_000) + "\",\"meta\":{" + meta + "}}")))
			.isInstanceOfSatisfying(LogLine.class, (line) -> {
				assertThat(line.message()).startsWith("xxx").endsWith("xxx… (100000 characters)").hasSize(4096 + 21);
				assertThat(line.meta()).hasSize(LogLine.MAX_MEMBERS + 1).containsEntry("_omitted", "68");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			streams.open  | {"channel":"c"}                                 | OPEN  | -    | -
			streams.open  | {"channel":"c","companyId":null,"event":1}      | OPEN  | -    | -
			streams.emit  | {"channel":"c","companyId":"acme","event":[1]}  | EMIT  | acme | [1]
			streams.emit  | {"channel":"c"}                                 | EMIT  | -    | -
			streams.close | {"channel":"c","companyId":"acme","event":[1]}  | CLOSE | acme | -
			""")
	void streamNotificationIsAStreamEvent(String method, String params, Kind kind, @Nullable String companyId,
			@Nullable String event) {
		assertThat(this.protocol.read(method, RawJson.of(params))).isInstanceOfSatisfying(StreamEvent.class, (read) -> {
			assertThat(read.kind()).isEqualTo(kind);
			assertThat(read.channel()).isEqualTo("c");
			assertThat(read.companyId()).isEqualTo(companyId);
			assertThat((read.event() != null) ? read.event().toString() : null).isEqualTo(event);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "\"a\"", "null", "{}" })
	void cancelNotificationNamesARequest(String id) {
		assertThat(this.protocol.read("$/cancelRequest", RawJson.of("{\"id\":" + id + "}")))
			.isEqualTo(new RequestCancelled(id));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					log             | -                              | log: params are no object
					log             | ["m"]                          | log: params are no object
					log             | {}                             | log without message
					$/cancelRequest | {}                             | $/cancelRequest without id
					$/cancelRequest | 7                              | $/cancelRequest: params are no object
					streams.open    | {}                             | streams.open: 'channel' and, if there is one, 'companyId' must be text of at most 1024 bytes
					streams.emit    | {"channel":7}                  | streams.emit: 'channel' and, if there is one, 'companyId' must be text of at most 1024 bytes
					streams.close   | {"channel":"c","companyId":[]} | streams.close: 'channel' and, if there is one, 'companyId' must be text of at most 1024 bytes
					""")
	void unreadableNotificationIsMalformed(String method, @Nullable String params, String reason) {
		assertThat(this.protocol.read(method, (params != null) ? RawJson.of(params) : null))
			.isEqualTo(new Malformed(reason));
	}

	@ParameterizedTest
	@ValueSource(strings = { "log", "streams.open", "streams.emit", "streams.close", "$/cancelRequest" })
	void invalidJsonIsMalformed(String method) {
		assertThat(this.protocol.read(method, RawJson.of("{\"id\""))).isInstanceOfSatisfying(Malformed.class,
				(malformed) -> assertThat(malformed.reason()).startsWith(method));
	}

	@Test
	void longNameOfAStreamIsMalformed() {
		String longest = "x".repeat(1022);
		assertThat(this.protocol.read("streams.open", RawJson.of("{\"channel\":\"" + longest + "\"}")))
			.isInstanceOf(StreamEvent.class);
		assertThat(this.protocol.read("streams.open", RawJson.of("{\"channel\":\"" + longest + "x\"}")))
			.isInstanceOf(Malformed.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Log", "streams", "greet", "initialize", "notifications/message", "" })
	void otherNotificationsAreForHandlers(String method) {
		assertThat(this.protocol.read(method, RawJson.of("{\"message\":\"m\"}"))).isNull();
	}

	@Test
	void reservedMethodsAreThoseWithAMeaning() {
		assertThat(PaperclipProtocol.RESERVED_METHODS)
			.allSatisfy((method) -> assertThat(this.protocol.read(method, null)).isNotNull());
	}

	private String line(@Nullable ProtocolMessage message) {
		assertThat(message).isNotNull();
		byte[] line = this.codec.encodeNotification(message.method(), this.codec.json().write(message.params()),
				10_000);
		return new String(line, StandardCharsets.UTF_8).strip();
	}

}
