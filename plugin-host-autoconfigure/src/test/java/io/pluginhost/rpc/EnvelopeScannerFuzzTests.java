package io.pluginhost.rpc;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.json.Damage;
import io.pluginhost.json.RawJson;
import io.pluginhost.rpc.EnvelopeScanner.Member;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the scanner to what Jackson makes of the same bytes.
 */
class EnvelopeScannerFuzzTests {

	private static final JsonMapper jackson = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	@Property
	void scanFindsWhatJacksonFinds(@ForAll("objects") String text) {
		byte[] line = text.getBytes(StandardCharsets.UTF_8);
		assertThat(scan(line)).isEqualTo(reference(line));
	}

	/**
	 * The scanner does not look into values, and so may find an object where there is
	 * none; never the other way round, and never something else. Bytes that are no UTF-8
	 * are left out: of some of them Jackson makes nothing at all.
	 */
	@Property
	void scanOfDamagedObjectsFindsNoLessThanJackson(@ForAll("objects") String text, @ForAll int where,
			@ForAll @ByteRange(min = 0) byte what, @ForAll Damage damage) {
		byte[] line = damage.done(text.getBytes(StandardCharsets.UTF_8), where, what);
		Map<String, JsonNode> reference = reference(line);
		Map<String, JsonNode> found = scan(line);
		if (reference != null) {
			assertThat(found).isEqualTo(reference);
		}
	}

	@Property
	void scanOfAnythingThrowsNothingElse(@ForAll byte[] line) {
		Map<String, JsonNode> reference = reference(line);
		Map<String, JsonNode> found = scan(line);
		if (reference != null) {
			assertThat(found).isEqualTo(reference);
		}
	}

	@Provide
	Arbitrary<String> objects() {
		Arbitrary<String> space = Arbitraries.of("", "", "", " ", "\t", " \r ");
		Arbitrary<String> name = Arbitraries.of("\"jsonrpc\"", "\"id\"", "\"method\"", "\"params\"", "\"result\"",
				"\"error\"", "\"inside\"", "\"extra\"", "\"i\\u0064\"", "\"\"", "\"é\\\"\"");
		Arbitrary<String> member = Combinators.combine(space, name, space, space, values(), space)
			.as((a, key, b, c, value, d) -> a + key + b + ":" + c + value + d);
		return Combinators.combine(space, member.list().ofMaxSize(8), space)
			.as((before, members, after) -> before + "{" + String.join(",", members) + "}" + after);
	}

	private Arbitrary<String> values() {
		Arbitrary<String> scalars = Arbitraries.of("0", "-1", "1.5e-3", "123456789012345678901234567890", "true",
				"false", "null", "\"2.0\"", "\"\"", "\"}]\\\"{[,:\"", "\"\\\\\"", "\"\\u007b𝄞é\"", "[]", "{}");
		return Arbitraries.lazyOf(() -> scalars, () -> scalars, () -> scalars,
				() -> values().list().ofMaxSize(3).map((items) -> "[" + String.join(" , ", items) + "]"),
				() -> values().list().ofMaxSize(3).map(EnvelopeScannerFuzzTests::object));
	}

	private static String object(List<String> values) {
		StringBuilder json = new StringBuilder("{");
		for (int i = 0; i < values.size(); i++) {
			json.append((i > 0) ? "," : "").append("\"id").append(i).append("\":").append(values.get(i));
		}
		return json.append('}').toString();
	}

	/**
	 * What the scanner finds, read by Jackson; {@code null} if that is no object.
	 */
	private static @Nullable Map<String, JsonNode> scan(byte[] line) {
		EnvelopeScanner scanner = new EnvelopeScanner("inside").begin(line, 0, line.length);
		try {
			scanner.scan();
		}
		catch (RpcFormatException ex) {
			return null;
		}
		Map<String, @Nullable RawJson> found = new HashMap<>();
		found.put("jsonrpc", scanner.get(Member.JSONRPC));
		found.put("id", scanner.get(Member.ID));
		found.put("method", scanner.get(Member.METHOD));
		found.put("params", scanner.get(Member.PARAMS));
		found.put("result", scanner.get(Member.RESULT));
		found.put("error", scanner.get(Member.ERROR));
		found.put("inside", scanner.get(Member.EXTENSION));
		Map<String, JsonNode> members = new HashMap<>();
		found.forEach((name, value) -> {
			JsonNode node = (value != null) ? read(value.toByteArray()) : null;
			if (node != null) {
				members.put(name, node);
			}
		});
		return members;
	}

	private static @Nullable Map<String, JsonNode> reference(byte[] line) {
		JsonNode node = read(line);
		if (node == null || !node.isObject()) {
			return null;
		}
		Map<String, JsonNode> members = new HashMap<>();
		for (String name : List.of("jsonrpc", "id", "method", "params", "result", "error", "inside")) {
			if (node.has(name)) {
				members.put(name, node.get(name));
			}
		}
		return members;
	}

	private static @Nullable JsonNode read(byte[] json) {
		try {
			return jackson.readTree(json);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
