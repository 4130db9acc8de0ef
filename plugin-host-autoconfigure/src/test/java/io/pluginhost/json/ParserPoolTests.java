package io.pluginhost.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ParserPool}.
 */
class ParserPoolTests {

	private final JsonCodec codec = new JsonCodec(JsonMapper.builder().build());

	@Test
	void readWhenRepeatedTakesTheSameParser() {
		ParserPool parsers = new ParserPool(JsonMapper.builder().build());
		JsonParser first = parsers.read(amidst("{\"a\":1}"), ParserPoolTests::finished);
		assertThat(parsers.read(amidst("[2]"), ParserPoolTests::finished)).isNotNull().isSameAs(first);
	}

	@Test
	void readWhenRepeatedManyTimesTakesAnotherParser() {
		ParserPool parsers = new ParserPool(JsonMapper.builder().build());
		JsonParser first = parsers.read(amidst("{\"a\":1}"), ParserPoolTests::finished);
		for (int i = 0; i < 999; i++) {
			parsers.read(amidst("{\"name" + i + "\":1}"), ParserPoolTests::finished);
		}
		assertThat(parsers.read(amidst("{}"), ParserPoolTests::finished)).isNotNull().isNotSameAs(first);
	}

	@Test
	void readWhenNotReadToItsEndGivesTheParserUp() {
		ParserPool parsers = new ParserPool(JsonMapper.builder().build());
		assertThat(parsers.<JsonParser>read(amidst("{\"a\":[1,2]}"), (parser) -> parser)).isNull();
		assertThat(parsers.read(amidst("[2]"), ParserPoolTests::finished)).isNotNull();
	}

	@Test
	void readWhenMapperEndsObjectsElsewhereLeavesThemToIt() {
		ParserPool parsers = new ParserPool(JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build());
		assertThat(parsers.read(amidst("[2]"), ParserPoolTests::finished)).isNull();
	}

	@Test
	void readGivesEachValueWhole() {
		for (int i = 0; i < 2500; i++) {
			assertThat(this.codec.<Object>read(amidst("{\"n\":[" + i + ",\"é\\n\"]}"), Map.class))
				.isEqualTo(Map.of("n", List.of(i, "é\n")));
			assertThat(this.codec.readTree(amidst("[" + i + "]"))).hasToString("[" + i + "]");
		}
	}

	@Test
	void readWhenBrokenSaysWhatAnOrdinaryParserSays() {
		this.codec.readTree(amidst("{\"a\":1}"));
		for (String broken : List.of("{\"a\":1]", "{\"a\":[}}", "{\"a\":tru}", "{\"a\":1 2}", "{,}", "[1,]")) {
			RawJson json = amidst(broken);
			RawJson alone = RawJson.of(broken);
			String message = message(alone);
			assertThat(message(json)).isEqualTo(message);
			assertThat(this.codec.readTree(amidst("{\"a\":1}"))).hasToString("{\"a\":1}");
		}
	}

	@Test
	void readFromInsideAReadingTakesAnotherParser() {
		ParserPool parsers = new ParserPool(JsonMapper.builder().build());
		JsonParser outer = parsers.read(amidst("[1]"), (parser) -> {
			assertThat(parsers.read(amidst("[2]"), ParserPoolTests::finished)).isNotNull().isNotSameAs(parser);
			return finished(parser);
		});
		assertThat(outer).isNotNull();
	}

	private String message(RawJson json) {
		return assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.codec.readTree(json))
			.actual()
			.getMessage();
	}

	private static JsonParser finished(JsonParser parser) {
		parser.skipChildren();
		return parser;
	}

	private static RawJson amidst(String json) {
		byte[] bytes = (" " + json + "}").getBytes(StandardCharsets.UTF_8);
		return new RawJson(bytes, 1, bytes.length - 2);
	}

}
