package io.pluginhost.json;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Numbers on their way through the codec: none loses a digit, none becomes another one,
 * and none of a few characters becomes one of a billion digits, which no memory holds.
 */
class NumbersTests {

	private static final String HUGE = "1e999999999";

	private final JsonCodec codec = new JsonCodec(JsonMapper.builder().build());

	@ParameterizedTest
	@ValueSource(strings = { "0.1", "0.10", "1.0", "-0.5", "3.141592653589793238462643383279",
			"12345678901234567890.123456789", "9007199254740993", "123456789012345678901234567890", "1E-9", "1E+400",
			"1E+999999", "-1E-999999" })
	void noDigitIsLostInATree(String number) {
		JsonNode tree = this.codec.readTree(RawJson.of("{\"n\":[" + number + "]}"));
		assertThat(tree).hasToString("{\"n\":[" + number + "]}");
		assertThat(tree.at("/n/0").decimalValue()).isEqualTo(new BigDecimal(number));
		assertThat(write(tree)).isEqualTo("{\"result\":{\"n\":[" + number + "]}}\n");
	}

	@Test
	void noDigitIsLostOnTheWayToAType() {
		RawJson json = RawJson.of("{\"n\":0.1234567890123456789}");
		JsonNode tree = (JsonNode) this.codec.readerFor(JsonNode.class).read(json);
		assertThat(tree).hasToString(json.toString());
		Amount amount = this.codec.read(json, Amount.class);
		assertThat(amount).isEqualTo(new Amount(new BigDecimal("0.1234567890123456789")));
	}

	@Test
	void whatIsNoTreeHasTheTypesItHasElsewhere() {
		assertThat(this.codec.<Object>read(RawJson.of("[0.5,1]"), Object.class)).isEqualTo(List.of(0.5, 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { HUGE, "-1e999999999" })
	void aHugeNumberIsNotExpandedByATree(String number) {
		JsonNode node = this.codec.readTree(RawJson.of(number));
		assertThat(node.toString()).hasSizeLessThan(20).isEqualTo(node.asString());
		assertThat(write(node)).hasSizeLessThan(100);
		assertThat(node.hashCode()).isEqualTo(this.codec.readTree(RawJson.of(number)).hashCode());
		assertThat(node).isNotEqualTo(this.codec.readTree(RawJson.of("1e999999998")));
		assertThat(node.asInt(7)).isEqualTo(7);
		assertThat(node.asLong(7)).isEqualTo(7);
		assertThat(node.canConvertToInt()).isFalse();
		assertThat(node.canConvertToLong()).isFalse();
		assertThatExceptionOfType(JsonNodeException.class).isThrownBy(node::intValue);
		assertThatExceptionOfType(JsonNodeException.class).isThrownBy(node::longValue);
		assertThatExceptionOfType(JsonNodeException.class).isThrownBy(node::doubleValue);
	}

	@ParameterizedTest
	@ValueSource(classes = { byte.class, short.class, int.class, Integer.class, long.class, BigInteger.class,
			OptionalInt.class })
	void aHugeNumberDoesNotFitIntegers(Class<?> type) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.codec.read(RawJson.of(HUGE), type));
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.readerFor(type).read(RawJson.of(HUGE)));
	}

	@ParameterizedTest
	@CsvSource({ "byte, 256", "byte, -129", "short, 32768", "int, 2147483648", "int, -2147483649",
			"long, 9223372036854775808", "int, 1e10", "long, 1e19", "long, 123456789012345678901234567890",
			"float, 1e39", "float, -1e400", "double, 1e309", "double, -1e999999999" })
	void aNumberBeyondTheRangeOfItsTypeIsNeitherWrappedAroundNorInfinite(String type, String number) {
		// What a type does not hold is an error, whichever way it is read, and names the
		// type's range
		assertRefused(primitive(type), number)
			.satisfies((ex) -> assertThat(ex.getOriginalMessage()).matches(".*(beyond the range|out of range).*"));
	}

	@ParameterizedTest
	@ValueSource(classes = { byte.class, Short.class, int.class, Integer.class, long.class, Long.class,
			BigInteger.class, OptionalInt.class, OptionalLong.class, AtomicInteger.class, AtomicLong.class })
	void aFractionIsNeverCutOff(Class<?> type) {
		// 1.5 is no integer, whatever takes integers
		for (String number : List.of("1.5", "-0.1", "1e-3", "9007199254740993.5", "1e-999999999")) {
			assertRefused(type, number);
		}
	}

	@ParameterizedTest
	@CsvSource({ "byte, 2.0, 2", "short, 1e2, 100", "int, 2.0, 2", "int, -2147483648.000, -2147483648",
			"long, 9007199254740993.0, 9007199254740993", "long, 12e1, 120" })
	void anIntegerMayBeWrittenWithAPointOrAnExponent(String type, String number, long value) {
		// Some languages write 2 as 2.0
		for (RawJson json : List.of(RawJson.of(number), RawJson.of("[" + number + "]"), amidst("[" + number + "]"))) {
			boolean array = json.toString().startsWith("[");
			Object read = this.codec.read(json, array ? primitive(type).arrayType() : primitive(type));
			assertThat(((Number) (array ? Array.get(read, 0) : read)).longValue()).isEqualTo(value);
		}
	}

	@Test
	void bytesInAnArrayMayHaveNoSigns() {
		// As a Uint8Array is written
		byte[] bytes = { -56, -56 };
		assertThat(this.codec.<byte[]>read(RawJson.of("[200,-56]"), byte[].class)).isEqualTo(bytes);
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.read(RawJson.of("200"), byte.class));
	}

	@Test
	void aHugeNumberOfNoTypeIsNotInfinite() {
		// Nothing becomes infinite where no type is asked for
		assertRefused(Object.class, "1e400");
		assertThat(this.codec.<Number>read(RawJson.of("1e400"), Number.class)).isEqualTo(new BigDecimal("1e400"));
	}

	private AbstractThrowableAssert<?, JacksonException> assertRefused(Class<?> type, String number) {
		for (RawJson json : List.of(RawJson.of("[" + number + "]"), amidst("[" + number + "]"))) {
			assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.codec.read(json,
					ResolvableType.forClassWithGenerics(List.class, ClassUtils.resolvePrimitiveIfNecessary(type))
						.getType()));
		}
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.readerFor(type).read(RawJson.of(number)));
		JacksonException refused = catchThrowableOfType(JacksonException.class,
				() -> this.codec.read(RawJson.of(number), type));
		return assertThat(refused);
	}

	/**
	 * As it stands within a message, for which the codec keeps parsers.
	 */
	private static RawJson amidst(String json) {
		byte[] line = ("{\"result\":" + json + "}").getBytes(StandardCharsets.UTF_8);
		return new RawJson(line, 10, json.length());
	}

	private static Class<?> primitive(String name) {
		return ClassUtils.resolveClassName(name, null);
	}

	@Test
	void aHugeNumberFitsWhatHasRoomForIt() {
		assertThat(this.codec.<String>read(RawJson.of(HUGE), String.class)).isEqualTo(HUGE);
		assertThat(this.codec.<BigDecimal>read(RawJson.of(HUGE), BigDecimal.class)).isEqualTo(new BigDecimal(HUGE));
		assertThat(this.codec.<Instant>read(RawJson.of(HUGE), Instant.class)).isNotNull();
		assertThat(this.codec.<Duration>read(RawJson.of(HUGE), Duration.class)).isNotNull();
	}

	@Test
	void aNumberBeyondAnyRangeCannotBeRead() {
		// Whoever reads is ready for JacksonException and for nothing else
		RawJson json = RawJson.of("1e99999999999");
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.codec.readTree(json))
			.withMessageContaining("A number is beyond any range");
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.codec.read(json, BigDecimal.class));
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.readerFor(JsonNode.class).read(json));
	}

	private String write(JsonNode tree) {
		byte[] line = this.codec.writeLine(Integer.MAX_VALUE, (json) -> {
			json.writeName("result");
			json.writeValue(tree);
		});
		return new String(line, StandardCharsets.UTF_8);
	}

	record Amount(BigDecimal n) {
	}

}
