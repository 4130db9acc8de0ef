package io.pluginhost.actuate.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JSON as it is checked in, in which a value that differs each time stands for its shape:
 * {@code <instant>}, {@code <duration>}, {@code <pid>} or {@code <memory>}.
 */
final class JsonSample {

	private static final JsonMapper mapper = JsonMapper.builder().build();

	private static final Map<String, Shape> VOLATILE = new LinkedHashMap<>();

	static {
		Shape instant = new Shape("<instant>", "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z\"");
		Shape duration = new Shape("<duration>", "\"PT[\\dHMS.]+S\"");
		VOLATILE.put("timestamp", instant);
		VOLATILE.put("lastCrashAt", instant);
		VOLATILE.put("nextRestartAt", instant);
		VOLATILE.put("checkedAt", instant);
		VOLATILE.put("uptime", duration);
		VOLATILE.put("age", duration);
		VOLATILE.put("pid", new Shape("<pid>", "[1-9]\\d*"));
		VOLATILE.put("memory", new Shape("<memory>", "[1-9]\\d*"));
	}

	private JsonSample() {
	}

	/**
	 * Read a sample.
	 */
	static String read(String name) {
		try (InputStream in = JsonSample.class.getResourceAsStream(name)) {
			assertThat(in).as(name).isNotNull();
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make JSON look like a sample. The members keep their order.
	 */
	static String of(String json) {
		JsonNode tree = mapper.readTree(json);
		generalize(tree);
		return print(tree);
	}

	/**
	 * Make JSON readable, and leave it as it is.
	 */
	static String print(String json) {
		return print(mapper.readTree(json));
	}

	private static String print(JsonNode tree) {
		DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("\t", "\n"));
		return mapper.writer().with(printer).writeValueAsString(tree);
	}

	private static void generalize(JsonNode node) {
		if (node instanceof ObjectNode object) {
			VOLATILE.forEach((name, shape) -> {
				JsonNode value = object.get(name);
				if (value != null) {
					assertThat(value.toString()).as(name).matches(shape.pattern());
					object.set(name, StringNode.valueOf(shape.placeholder()));
				}
			});
		}
		node.forEach(JsonSample::generalize);
	}

	private record Shape(String placeholder, Pattern pattern) {

		Shape(String placeholder, String pattern) {
			this(placeholder, Pattern.compile(pattern));
		}

	}

}
