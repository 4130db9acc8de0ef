package io.pluginhost.worker;

import java.nio.charset.StandardCharsets;
import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.protocol.WorkerNotification;
import io.pluginhost.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What log search gets of a worker's words, through the formats of Spring Boot.
 */
class StructuredLogTests {

	private final WorkerStage stage = new WorkerStage();

	@Test
	void ecsShowsPluginPidLevelAndMetaAsFields() {
		JsonNode line = log("ecs", "{\"level\":\"fatal\",\"message\":\"no disk\",\"meta\":{\"user\":\"ada\",\"n\":1}}")
			.get(0);
		assertThat(line.path("message").stringValue()).isEqualTo("no disk");
		assertThat(line.path("log").path("level").stringValue()).isEqualTo("ERROR");
		assertThat(line.path("log").path("logger").stringValue()).isEqualTo("plugin.acme.linear");
		JsonNode plugin = line.path("plugin");
		assertThat(plugin.path("id").stringValue()).isEqualTo("acme.linear");
		assertThat(plugin.path("pid").asString()).isEqualTo("" + this.stage.worker().process.pid());
		assertThat(plugin.path("level").stringValue()).isEqualTo("fatal");
		assertThat(plugin.path("meta").path("user").stringValue()).isEqualTo("ada");
		assertThat(plugin.path("meta").path("n").stringValue()).isEqualTo("1");
	}

	@Test
	void metaIsABoundedNumberOfFieldsAndEachIsAlwaysText() {
		// A worker's meta makes so many fields of an event and no more, each of them a
		// text
		StringBuilder meta = new StringBuilder("\"n\":1,\"b\":true,\"o\":{\"x\":1},\"z\":null,\"%s\":1,\"v\":\"%s\""
			.formatted("k".repeat(500), "v".repeat(20_000)));
		for (int i = 0; i < 3000; i++) {
			meta.append(",\"m").append(i).append("\":").append(i);
		}
		JsonNode fields = log("ecs", "{\"message\":\"m\",\"meta\":{" + meta + "}}").get(0).path("plugin").path("meta");
		assertThat(fields.size()).isEqualTo(WorkerNotification.LogLine.MAX_MEMBERS + 1);
		assertThat(fields).allMatch(JsonNode::isString);
		assertThat(fields.path("n").stringValue()).isEqualTo("1");
		assertThat(fields.path("_omitted").stringValue()).isEqualTo("2974");
		assertThat(fields.path("v").stringValue()).isEqualTo("v".repeat(2000) + "… (20000 characters)");
		assertThat(fields.propertyNames()).allMatch((name) -> name.length() < 100);
	}

	@Test
	void metaThatIsVeryLongIsLeftOutAndSaysSo() {
		JsonNode fields = log("ecs", "{\"message\":\"m\",\"meta\":{\"v\":\"" + "v".repeat(70_000) + "\"}}").get(0)
			.path("plugin")
			.path("meta");
		assertThat(fields.toString()).isEqualTo("{\"_omitted\":\"all (70008 bytes)\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "logstash", "gelf" })
	void metaDataCannotSpoilALineNorPassForTheHostsOwn(String format) {
		List<JsonNode> lines = log(format, """
				{"message":"m","meta":{"a":1,"a.b":2,"a.b.c":3,"":4,".":5,"x y":6,"id":"forged","plugin.id":"forged",
				"nothing":null,"list":[1,{"a":2}],"b.c":1,"b":2}}""".replace("\n", ""));
		assertThat(lines).hasSize(1);
		assertThat(lines.get(0).toString()).contains("acme.linear").doesNotContain("\"id\":\"forged\",\"pid\"");
		if (format.equals("ecs")) {
			assertThat(lines.get(0).path("plugin").path("id").stringValue()).isEqualTo("acme.linear");
		}
	}

	private List<JsonNode> log(String format, String params) {
		this.stage.running();
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		LoggerContext context = new LoggerContext();
		context.putObject(Environment.class.getName(),
				new MockEnvironment().withProperty("spring.application.name", "test"));
		encoder.setContext(context);
		encoder.setFormat(format);
		encoder.start();
		try (LoggedLines lines = LoggedLines.of(WorkerStage.ID, (event) -> {
		})) {
			this.stage.worker().notify("log", params);
			this.stage.turn();
			return lines.events.stream().map((event) -> json(encoder, event)).toList();
		}
	}

	private static JsonNode json(StructuredLogEncoder encoder, ILoggingEvent event) {
		String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
		return new JsonMapper().readTree(line);
	}

}
