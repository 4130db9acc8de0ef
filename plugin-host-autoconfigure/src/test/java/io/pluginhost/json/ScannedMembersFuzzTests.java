package io.pluginhost.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the pass over the bytes to what a parser makes of them: what it takes, a parser
 * takes too, and finds the same in it.
 */
class ScannedMembersFuzzTests {

	private static final JsonMapper jackson = JsonMapper.builder().build();

	private static final List<String> NAMES = List.of("a", "id", "", "message", "é", "1", "]");

	@Property(edgeCases = EdgeCasesMode.NONE)
	void scanFindsWhatAParserFinds(@ForAll("containers") String text) {
		RawMembers found = compare(text.getBytes(StandardCharsets.UTF_8));
		assertThat(found != null || text.contains("\\") || text.contains("é")).isTrue();
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void scanOfDamagedJsonTakesNoMoreThanAParser(@ForAll("containers") String text, @ForAll int where,
			@ForAll byte what, @ForAll Damage damage) {
		compare(damage.done(text.getBytes(StandardCharsets.UTF_8), where, what));
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void scanOfLooseCharactersTakesNoMoreThanAParser(@ForAll("loose") String value) {
		compare(("[" + value + "]").getBytes(StandardCharsets.UTF_8));
		compare(("{\"a\":" + value + "}").getBytes(StandardCharsets.UTF_8));
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void scanOfWideCharactersTakesNoMoreThanAParser(@ForAll @ByteRange(min = -128, max = -1) byte first,
			@ForAll byte second, @ForAll @ByteRange(min = -128, max = -1) byte third, @ForAll byte fourth) {
		compare(new byte[] { '[', '"', first, second, '"', ']' });
		compare(new byte[] { '[', '"', first, second, third, '"', ']' });
		compare(new byte[] { '[', '"', first, second, third, fourth, '"', ']' });
	}

	@Provide
	Arbitrary<String> loose() {
		return Arbitraries
			.of("0", "1", "-", "+", ".", "e", "E", "t", "true", "null", "false", "nul", "\"", "\\", "u", "00e9", ",",
					":", "[", "]", "{", "}", " ", "\n", "/", "\u0001", "\"a\"")
			.list()
			.ofMinSize(1)
			.ofMaxSize(6)
			.map((parts) -> String.join("", parts));
	}

	@Provide
	Arbitrary<String> containers() {
		Arbitrary<String> item = values();
		Arbitrary<String> space = Arbitraries.of("", "", " ", "\t\r\n");
		Arbitrary<String> name = Arbitraries.of("a", "id", "", "message", "\\u0061", "é", "1", "]", "\\\"");
		Arbitrary<String> array = item.list().ofMaxSize(9).map((items) -> "[" + String.join(" , ", items) + " ]");
		Arbitrary<String> member = Combinators.combine(space, name, space, item, space)
			.as((before, key, between, value, after) -> before + '"' + key + '"' + between + ":" + between + value
					+ after);
		return Arbitraries.oneOf(array,
				member.list().ofMaxSize(9).map((members) -> " {" + String.join(",", members) + "}"));
	}

	private static Arbitrary<String> values() {
		Arbitrary<String> scalars = Arbitraries.of("0", "-1", "-0.50", "1.5e-3", "2E+7",
				"123456789012345678901234567890", "true", "false", "null", "\"\"", "\"}]\\\"{[,:\"", "\"\\\\\"",
				"\"\\u007b𝄞é€\\/\"", "[]", "{}", "[ ]", "{ }");
		return Arbitraries.lazyOf(() -> scalars, () -> scalars, () -> scalars,
				() -> values().list().ofMaxSize(3).map((items) -> "[" + String.join(" , ", items) + "]"),
				() -> values().map((item) -> "{\"id\" : " + item + "}"));
	}

	/**
	 * Compare what is found, if anything is.
	 */
	private static @Nullable RawMembers compare(byte[] bytes) {
		byte[] line = ("x" + new String(bytes, StandardCharsets.ISO_8859_1) + "]")
			.getBytes(StandardCharsets.ISO_8859_1);
		RawJson json = new RawJson(line, 1, bytes.length);
		RawMembers found = ScannedMembers.of(json);
		if (found == null) {
			return null;
		}
		// Throws if it is no JSON
		RawMembers reference = parse(json);
		assertThat(found.isObject()).isEqualTo(reference.isObject());
		assertThat(found.size()).isEqualTo(reference.size());
		for (String name : NAMES) {
			assertSame(found.get(name), reference.get(name));
		}
		for (int i = 0; i <= found.size(); i++) {
			assertSame(found.get(i), reference.get(i));
		}
		assertThat(jackson.readTree(Arrays.copyOfRange(line, 1, line.length - 1)).isContainer()).isTrue();
		return found;
	}

	private static RawMembers parse(RawJson json) {
		try (JsonParser parser = jackson.createParser(json.bytes, json.offset, json.length)) {
			return new ParsedMembers(json, parser, (name) -> true);
		}
	}

	private static void assertSame(@Nullable RawJson found, @Nullable RawJson reference) {
		assertThat((found != null) ? found.offset : -1).isEqualTo((reference != null) ? reference.offset : -1);
		assertThat((found != null) ? found.length : -1).isEqualTo((reference != null) ? reference.length : -1);
	}

}
