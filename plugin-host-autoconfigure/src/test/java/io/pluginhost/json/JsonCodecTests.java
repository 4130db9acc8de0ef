package io.pluginhost.json;

import java.math.BigInteger;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonCodec}.
 */
class JsonCodecTests {

	private final JsonCodec codec = new JsonCodec(JsonMapper.builder().build());

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "q\"uote", "back\\slash", "line\nfeed", "é😀", "~" })
	void textReturnsTheTextWithoutEscapes(String text) {
		RawJson json = RawJson.of(JsonMapper.builder().build().writeValueAsString(text));
		assertThat(this.codec.text(json)).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "{}", "null", "\"a\u0001b\"", "\"\\x\"" })
	void textWhenNoTextReturnsNull(String json) {
		assertThat(this.codec.text(RawJson.of(json))).isNull();
	}

	@Test
	void readTreeKeepsNumbersExactly() {
		for (String number : List.of("12345678901234567890", "0.1", "-0.25", "1E+2", "9007199254740993",
				"1.7976931348623157E308")) {
			JsonNode node = this.codec.readTree(RawJson.of("[" + number + "]"));
			JsonNode again = this.codec.readTree(RawJson.of(node.toString()));
			assertThat(again.get(0).decimalValue()).isEqualByComparingTo(number);
		}
		assertThat(this.codec.readTree(RawJson.of("12345678901234567890")).bigIntegerValue())
			.isEqualTo(new BigInteger("12345678901234567890"));
	}

	@Test
	void readWhenNullIsNull() {
		assertThat(this.codec.<String>read(RawJson.ofNull(), String.class)).isNull();
		assertThat(this.codec.readTree(null).isNull()).isTrue();
		assertThat(RawJson.of("nil").isNull()).isFalse();
		assertThat(RawJson.of("true").isNull()).isFalse();
	}

	@Test
	void readWhenNestedTooDeeplyThrows() {
		RawJson deep = RawJson.of("[".repeat(100_000) + "]".repeat(100_000));
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.codec.readTree(deep));
	}

}
