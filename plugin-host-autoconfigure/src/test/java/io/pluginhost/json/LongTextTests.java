package io.pluginhost.json;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Texts that are long enough to be taken as they stand among the bytes say what they say.
 */
class LongTextTests {

	private static final String LONG = "The quick brown fox. ".repeat(1000);

	private final JsonMapper mapper = new JsonMapper();

	private final JsonCodec codec = new JsonCodec(this.mapper);

	@ParameterizedTest
	@ValueSource(strings = { "", "\"", "\\", "\n", "\u0000", "é", "漢", "\uD83D\uDE00", "/", "\u007F", "\u0080" })
	void aLongTextIsReadAsItWasWritten(String special) {
		for (String text : List.of(LONG + special, special + LONG, LONG + special + LONG)) {
			RawJson json = amidst(this.mapper.writeValueAsString(Map.of("text", text)));
			assertThat(this.codec.<Letter>read(json, Letter.class)).isEqualTo(new Letter(text));
			assertThat(this.codec.readTree(json).path("text").stringValue()).isEqualTo(text);
			assertThat(this.codec.readerFor(Letter.class).read(json)).isEqualTo(new Letter(text));
			assertThat(this.codec.<Map<String, String>>read(json, Map.class)).containsEntry("text", text);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?", "\"", "\\", "\n", "\u0000", "é", "漢", "\uD83D\uDE00", "/", "\u007F", "\u0080",
			"\uFFFD" })
	void aLongTextIsWrittenAsItIs(String special) {
		for (String text : List.of(LONG + special, special + LONG, LONG.repeat(5) + special + LONG)) {
			Map<String, Object> params = new LinkedHashMap<>();
			params.put("before", 1);
			params.put("text", text);
			params.put("list", List.of(text, "short", text));
			params.put("after", "x".repeat(600));
			byte[] line = line(this.codec, params, 10_000_000);
			assertThat(new String(line, StandardCharsets.ISO_8859_1).indexOf('\n')).isEqualTo(line.length - 1);
			JsonNode message = this.mapper.readTree(line);
			assertThat(message.path("params")).isEqualTo(this.mapper.valueToTree(params));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\uD83D", "\uDE00", "\uD83D?", "?\uD83D" })
	void halfACharacterIsWrittenAsInShortTexts(String half) {
		for (String text : List.of(LONG + half, half + LONG)) {
			byte[] line = line(this.codec, List.of(text), 10_000_000);
			assertThat(line).containsSequence(this.mapper.writeValueAsBytes(List.of(text)));
		}
	}

	@Test
	void aLongTextThatIsNotAllowedIsNotWritten() {
		assertThatExceptionOfType(MessageTooLargeException.class)
			.isThrownBy(() -> line(this.codec, List.of(LONG.repeat(10)), 100_000));
	}

	@Test
	void charactersThatAreEscapedForSomebodyAreEscapedInLongTextsToo() {
		JsonCodec html = new JsonCodec(
				JsonMapper.builder(JsonFactory.builder().characterEscapes(new NoTags()).build()).build());
		byte[] line = line(html, List.of(LONG + "<b>"), 10_000_000);
		assertThat(new String(line, StandardCharsets.UTF_8)).contains("\\u003Cb>");
	}

	@Test
	void textsOfAllLengthsStandBesideEachOther() {
		List<String> texts = List.of("", "short", LONG, "x".repeat(511), "x".repeat(512), "x".repeat(513), LONG + "é",
				"end");
		RawJson json = amidst(this.mapper.writeValueAsString(texts));
		assertThat(this.codec.<List<String>>read(json, List.class)).isEqualTo(texts);
		JsonNode tree = this.codec.readTree(json);
		assertThat(tree).isEqualTo(this.mapper.valueToTree(texts));
	}

	@Test
	void aTextIsTheSameEachTimeItIsAskedFor() {
		byte[] bytes = ("  [\"" + LONG + "\", \"" + LONG + "2\"]").getBytes(StandardCharsets.UTF_8);
		RawJson json = new RawJson(bytes, 2, bytes.length - 2);
		try (PlainTextParser parser = new PlainTextParser(
				this.mapper.createParser(json.bytes, json.offset, json.length), json)) {
			parser.nextToken();
			parser.nextToken();
			assertThat(parser.getString()).isEqualTo(LONG).isSameAs(parser.getString());
			assertThat(parser.getValueAsString()).isEqualTo(LONG);
			parser.nextToken();
			assertThat(parser.getString()).isEqualTo(LONG + "2");
		}
	}

	@Test
	void aLongTextThatIsNoObjectIsReadToo() {
		RawJson json = amidst('"' + LONG + '"');
		assertThat(this.codec.<String>read(json, String.class)).isEqualTo(LONG);
	}

	@Test
	void aTextThatIsLongerThanAllowedIsRefused() {
		JsonCodec strict = new JsonCodec(
				JsonMapper
					.builder(JsonFactory.builder()
						.streamReadConstraints(
								StreamReadConstraints.builder().maxStringLength(LONG.length() - 1).build())
						.build())
					.build());
		RawJson json = amidst("[\"" + LONG + "\"]");
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> strict.read(json, List.class));
	}

	@Test
	void whatIsNoJsonIsRefused() {
		for (String wrong : List.of("[\"" + LONG + "]", "[\"" + LONG + "\"", "[\"" + LONG + "\\x\"]",
				"[\"" + LONG + "\n\"]", "[\"" + LONG + "\"] 1")) {
			assertThatExceptionOfType(JacksonException.class).as(wrong.substring(LONG.length()))
				.isThrownBy(() -> this.codec.read(amidst(wrong), List.class));
			assertThatExceptionOfType(JacksonException.class).as(wrong.substring(LONG.length()))
				.isThrownBy(() -> this.codec.readTree(amidst(wrong)));
			assertThatExceptionOfType(JacksonException.class).as(wrong.substring(LONG.length()))
				.isThrownBy(() -> this.codec.readerFor(List.class).read(amidst(wrong)));
		}
	}

	@Test
	void aLongTextIsCopiedOnce() {
		String json = this.mapper.writeValueAsString(Map.of("text", LONG));
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		RawJson raw = new RawJson(bytes, 0, bytes.length);
		JsonParser behind = new NoLongTexts(this.mapper.createParser(bytes, 0, bytes.length));
		PlainTextParser parser = new PlainTextParser(behind, raw);
		assertThat(this.mapper.readValue(parser, Letter.class)).isEqualTo(new Letter(LONG));
	}

	private static byte[] line(JsonCodec codec, Object params, long limit) {
		return codec.writeLine(limit, (json) -> {
			json.writeName("params");
			json.writeValue(params);
		});
	}

	/**
	 * As it came, in the middle of something else.
	 */
	private static RawJson amidst(String json) {
		byte[] before = "{\"é\":\"\",\"result\":".getBytes(StandardCharsets.UTF_8);
		byte[] value = json.getBytes(StandardCharsets.UTF_8);
		byte[] line = new byte[before.length + value.length + 1];
		System.arraycopy(before, 0, line, 0, before.length);
		System.arraycopy(value, 0, line, before.length, value.length);
		line[line.length - 1] = '}';
		return new RawJson(line, before.length, value.length);
	}

	private record Letter(String text) {
	}

	/**
	 * Fails if it is asked for a long text.
	 */
	private static final class NoLongTexts extends JsonParserDelegate {

		NoLongTexts(JsonParser parser) {
			super(parser);
		}

		@Override
		public String getString() {
			String text = super.getString();
			assertThat(text).hasSizeLessThan(512);
			return text;
		}

	}

	/**
	 * As applications have it that put JSON into pages.
	 */
	private static final class NoTags extends CharacterEscapes {

		@Override
		public int[] getEscapeCodesForAscii() {
			int[] codes = standardAsciiEscapesForJSON();
			codes['<'] = ESCAPE_STANDARD;
			return codes;
		}

		@Override
		public @Nullable SerializableString getEscapeSequence(int character) {
			return null;
		}

	}

}
