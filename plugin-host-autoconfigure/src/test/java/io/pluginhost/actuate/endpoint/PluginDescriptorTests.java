package io.pluginhost.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

import io.pluginhost.CrashReason;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bodies of the endpoint do not depend on the application's mapper.
 */
class PluginDescriptorTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	static Stream<Arguments> mappers() {
		return Stream.of(Arguments.argumentSet("plain", JsonMapper.builder().build()),
				Arguments.argumentSet("snake case",
						JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build()),
				Arguments.argumentSet("timestamps",
						JsonMapper.builder()
							.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
									DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
							.build()),
				Arguments.argumentSet("null included", including(Include.ALWAYS)),
				Arguments.argumentSet("null left out", including(Include.NON_NULL)),
				Arguments.argumentSet("empty left out", including(Include.NON_EMPTY)),
				Arguments.argumentSet("defaults left out", including(Include.NON_DEFAULT)));
	}

	private static JsonMapper including(Include include) {
		return JsonMapper.builder()
			.changeDefaultPropertyInclusion((value) -> Value.construct(include, include))
			.build();
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void pluginWhenAllIsKnownIsWrittenAlike(JsonMapper mapper) {
		Map<String, @Nullable Object> config = new LinkedHashMap<>();
		config.put("teamName", "ENG");
		config.put("labels", List.of());
		config.put("nothing", null);
		config.put("limit", 0);
		assertThat(write(mapper,
				new PluginDescriptor("acme.linear", "backoff", 42L, Duration.ofSeconds(90), 3, 2, 5, 1, 4, NOON,
						"stdin-blocked", 137, "SIGKILL", NOON.plusSeconds(5), List.of("getData"),
						new PluginDescriptor.HealthDescriptor("degraded", "slow",
								JsonNodeFactory.instance.objectNode().put("queueLength", 7), NOON),
						1024L, "oh no", Duration.ofSeconds(12),
						new PluginDescriptor.DefinitionDescriptor(List.of("node", "worker.js"), Map.of("EMPTY_KEY", ""),
								config, List.of("state.read"), List.of("state.get")))))
			.isEqualTo(JsonSample.read("plugin-all.json"));
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void pluginWhenLittleIsKnownIsWrittenAlike(JsonMapper mapper) {
		assertThat(write(mapper, new PluginsDescriptor(Map.of("acme.linear",
				new PluginDescriptor("acme.linear", "stopped", null, null, 0, 0, 0, 0, 0, null, null, null, null, null,
						List.of(), null, null, null, null, new PluginDescriptor.DefinitionDescriptor(List.of(),
								Map.of(), Map.of(), List.of(), List.of()))))))
			.isEqualTo(JsonSample.read("plugin-little.json"));
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void pluginsWhenThereAreNoneAreWrittenAlike(JsonMapper mapper) {
		assertThat(mapper.writeValueAsString(new PluginsDescriptor(Map.of()))).isEqualTo("{\"plugins\":{}}");
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void viewsWhenEmptyAreWrittenAlike(JsonMapper mapper) {
		assertThat(mapper.writeValueAsString(new PluginView.History(List.of()))).isEqualTo("{\"history\":[]}");
		assertThat(mapper.writeValueAsString(new PluginView.Logs(List.of()))).isEqualTo("{\"logs\":[]}");
		assertThat(mapper.writeValueAsString(new PluginView.Calls(List.of()))).isEqualTo("{\"calls\":[]}");
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void historyIsWrittenAlike(JsonMapper mapper) {
		assertThat(mapper.writeValueAsString(new PluginView.History(Stream
			.of(new PluginWorkerStatusChangedEvent("acme.linear", NOON, WorkerStatus.CRASHED, WorkerStatus.RUNNING),
					new PluginWorkerCrashedEvent("acme.linear", NOON, 0, null, CrashReason.STDOUT_CLOSED, true, 1,
							NOON.plusSeconds(1), "not told here"))
			.map((event) -> HistoryEntries.of(event, (words) -> words))
			.toList())))
			.isEqualTo("{\"history\":[{\"timestamp\":\"2026-01-01T12:00:00Z\",\"event\":\"status-changed\","
					+ "\"details\":{\"status\":\"crashed\",\"previousStatus\":\"running\"}},"
					+ "{\"timestamp\":\"2026-01-01T12:00:00Z\",\"event\":\"crashed\","
					+ "\"details\":{\"reason\":\"stdout-closed\",\"exitCode\":0,\"consecutiveCrashes\":1,"
					+ "\"willRestart\":true,\"nextRestartAt\":\"2026-01-01T12:00:01Z\"}}]}");
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void logsAreWrittenAlike(JsonMapper mapper) {
		assertThat(mapper.writeValueAsString(new PluginView.Logs(
				List.of(new PluginView.Logs.Line(NOON, "warn", "", Collections.singletonMap("n", null)),
						new PluginView.Logs.Line(NOON, "info", "hello", null)))))
			.isEqualTo("{\"logs\":[{\"timestamp\":\"2026-01-01T12:00:00Z\",\"level\":\"warn\",\"message\":\"\","
					+ "\"meta\":{\"n\":null}},"
					+ "{\"timestamp\":\"2026-01-01T12:00:00Z\",\"level\":\"info\",\"message\":\"hello\"}]}");
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void callsAreWrittenAlike(JsonMapper mapper) {
		assertThat(mapper.writeValueAsString(new PluginView.Calls(
				List.of(new PluginView.Calls.Call(0, "getData", Duration.ofMillis(1500), Duration.ofSeconds(30))))))
			.isEqualTo("{\"calls\":[{\"id\":0,\"method\":\"getData\",\"age\":\"PT1.5S\",\"timeout\":\"PT30S\"}]}");
	}

	private static String write(JsonMapper mapper, Object body) {
		return JsonSample.print(mapper.writeValueAsString(body));
	}

}
