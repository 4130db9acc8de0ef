package io.pluginhost.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RawMembers}.
 */
class RawMembersTests {

	private final JsonCodec codec = new JsonCodec(JsonMapper.shared());

	@Test
	void getWhenObjectReturnsMemberAsItCame() {
		RawMembers members = this.codec.members(RawJson.of("""
				 { "number" : 1.500 , "negative":-1e+2,"text":"a\\"}\\u00e9é", "object": {"a": [1, {"}": "]"}]},
				"array":[ ],"true":true,"null": null , "caf\\u00e9": "ü", "empty":""}"""));
		assertThat(members.isObject()).isTrue();
		assertThat(members.get("number")).hasToString("1.500");
		assertThat(members.get("negative")).hasToString("-1e+2");
		assertThat(members.get("text")).hasToString("\"a\\\"}\\u00e9é\"");
		assertThat(members.get("object")).hasToString("{\"a\": [1, {\"}\": \"]\"}]}");
		assertThat(members.get("array")).hasToString("[ ]");
		assertThat(members.get("true")).hasToString("true");
		assertThat(members.get("null")).hasToString("null");
		assertThat(members.get("café")).hasToString("\"ü\"");
		assertThat(members.get("empty")).hasToString("\"\"");
		assertThat(members.get("other")).isNull();
		assertThat(members.get(0)).isNull();
	}

	@Test
	void getWhenArrayReturnsElementAsItCame() {
		RawMembers members = this.codec.members(RawJson.of("[ 1,\"a\" , {\"b\":[]},0.10]"));
		assertThat(members.isObject()).isFalse();
		assertThat(members.size()).isEqualTo(4);
		assertThat(members.get(0)).hasToString("1");
		assertThat(members.get(1)).hasToString("\"a\"");
		assertThat(members.get(2)).hasToString("{\"b\":[]}");
		assertThat(members.get(3)).hasToString("0.10");
		assertThat(members.get(4)).isNull();
		assertThat(members.get("a")).isNull();
	}

	@Test
	void getWhenPartOfLineReturnsMemberAsItCame() {
		byte[] line = "{\"params\":{\"a\":\"ä\",\"b\":12}}".getBytes(StandardCharsets.UTF_8);
		RawMembers members = this.codec.members(new RawJson(line, 10, line.length - 11));
		assertThat(members.get("a")).hasToString("\"ä\"");
		assertThat(members.get("b")).hasToString("12");
	}

	@Test
	void getWhenTextIsLongReturnsAllOfIt() {
		String text = "\"" + "é".repeat(100_000) + "\"";
		RawMembers members = this.codec.members(RawJson.of("{\"a\":" + text + ",\"b\":1}"));
		assertThat(members.get("a")).hasToString(text);
		assertThat(members.get("b")).hasToString("1");
	}

	@Test
	void getWhenNameStandsTwiceReturnsLast() {
		assertThat(this.codec.members(RawJson.of("{\"a\":1,\"a\":2}")).get("a")).hasToString("2");
	}

	@Test
	void getWhenNamesAreEscapedFindsThem() {
		RawMembers members = this.codec.members(RawJson.of("{\"\\u0061\":1,\"b\":2}"));
		assertThat(members.get("a")).hasToString("1");
		assertThat(members.get("b")).hasToString("2");
		assertThat(this.codec.members(RawJson.of("{\"a\":1,\"\\u0061\":2}")).get("a")).hasToString("2");
	}

	@Test
	void getWhenNameLooksLikeWhatFollowsFindsNothing() {
		RawMembers members = this.codec.members(RawJson.of("{\"a\":\"b\",\"ab\":1}"));
		assertThat(members.get("a\":\"b")).isNull();
		assertThat(members.get("b")).isNull();
		assertThat(members.get("")).isNull();
	}

	@Test
	void getWhenThereAreManyFindsEach() {
		StringBuilder json = new StringBuilder("{\"m0\":0");
		IntStream.range(1, 1000).forEach((i) -> json.append(",\"m").append(i).append("\":").append(i));
		RawMembers members = this.codec.members(RawJson.of(json.append('}').toString()));
		IntStream.range(0, 1000).forEach((i) -> assertThat(members.get("m" + i)).hasToString(Integer.toString(i)));
	}

	@Test
	void membersOfWhatWorkersSendTakesNoParser() {
		String text = "{\"channel\":\"c\",\"companyId\":null,\"event\":{\"n\":[1,-0.5e3,true,\"ä\\n€𝄞\"]}}";
		assertThat(this.codec.members(RawJson.of(text))).isInstanceOf(ScannedMembers.class);
	}

	@Test
	void scanTakesWhatIsUtf8AndNothingElse() {
		for (int first = 0x80; first < 0x100; first++) {
			for (int second = 0x80; second < 0x100; second++) {
				for (int length = 1; length <= 4; length++) {
					byte[] character = { (byte) first, (byte) second, (byte) 0x80, (byte) 0xBF };
					byte[] text = ("[\"" + new String(character, 0, length, StandardCharsets.ISO_8859_1) + "\"]")
						.getBytes(StandardCharsets.ISO_8859_1);
					boolean valid = Arrays
						.equals(new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), text);
					assertThat(ScannedMembers.of(new RawJson(text, 0, text.length)) != null).isEqualTo(valid);
				}
			}
		}
	}

	@Test
	void membersWhenTheApplicationHasLimitsOfItsOwnKeepsThem() {
		JsonMapper strict = JsonMapper
			.builder(JsonFactory.builder()
				.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(3).build())
				.build())
			.build();
		assertThatExceptionOfType(StreamConstraintsException.class)
			.isThrownBy(() -> new JsonCodec(strict).members(RawJson.of("{\"a\":[[[1]]]}")));
	}

	@Test
	void membersWhenTheApplicationRefusesDuplicatesRefusesThem() {
		JsonMapper strict = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> new JsonCodec(strict).members(RawJson.of("{\"a\":1,\"a\":2}")));
	}

	@Test
	void membersWhenNestedDeeplyIsForAParser() {
		String deep = "[".repeat(400) + "]".repeat(400);
		assertThat(this.codec.members(RawJson.of("{\"a\":" + deep + "}")).get("a")).hasToString(deep);
		String tooDeep = "[".repeat(100_000) + "]".repeat(100_000);
		assertThatExceptionOfType(StreamConstraintsException.class)
			.isThrownBy(() -> this.codec.members(RawJson.of("{\"a\":" + tooDeep + "}")));
	}

	@Test
	void sizeWhenEmptyIsZero() {
		assertThat(this.codec.members(RawJson.of("{}")).size()).isZero();
		assertThat(this.codec.members(RawJson.of(" [ ] ")).size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":}", "{\"a\":b}", "{\"a\":[1}", "[1 2]", "{", "[", "{\"a\":\"b", "{a:1}" })
	void membersWhenNotJsonFails(String json) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.codec.members(RawJson.of(json)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "\"a\"", "null" })
	void membersWhenScalarFails(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.members(RawJson.of(json)));
	}

}
