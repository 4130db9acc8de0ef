package io.pluginhost.handler.support;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ObjectArrayAssert;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.Param;
import io.pluginhost.handler.Params;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link HandlerArguments}.
 */
class HandlerArgumentsTests {

	private final JsonCodec codec = new JsonCodec(JsonMapper.shared());

	private final HostCall call = new FakeHostCall();

	@Test
	void bindWhenSimpleTypesBindsByName() {
		assertBound("simple", """
				{"flag": true, "count": 3, "text": "x", "unit": "DAYS", "at": "2026-01-01T00:00:00Z",
				"wait": "PT5S", "id": "00000000-0000-0000-0000-000000000001", "price": 1.50, "other": 1}""")
			.containsExactly(true, 3, "x", TimeUnit.DAYS, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(5),
					new UUID(0, 1), new BigDecimal("1.50"));
	}

	@Test
	void bindWhenOneSimpleTypeBindsByName() {
		assertBound("one", "{\"count\": 3}").containsExactly(3L);
		assertBound("wait", "{\"wait\": \"PT5S\"}").containsExactly(Duration.ofSeconds(5));
		assertBound("bytes", "{\"bytes\": \"AQI=\"}").containsExactly(new byte[] { 1, 2 });
	}

	@Test
	void bindWhenOneOtherTypeBindsWholeParams() {
		assertBound("key", "{\"kind\": \"user\", \"name\": \"a\"}").containsExactly(new Key("user", "a"), this.call);
		assertBound("map", "{\"a\": 1}").containsExactly(Map.of("a", 1));
		assertBound("list", "[1, 2]").containsExactly(List.of(1L, 2L));
		assertBound("tree", "{\"a\":1}").containsExactly(tree("{\"a\":1}"));
	}

	@Test
	void bindWhenOtherTypeBesidesSimpleBindsAllByName() {
		assertBound("set", "{\"scopeKind\": \"user\", \"stateKey\": \"a\", \"value\": {\"b\": []}}")
			.containsExactly("user", "a", tree("{\"b\":[]}"));
	}

	@Test
	void bindWhenSeveralOtherTypesBindsEachByName() {
		assertBound("several", "{\"key\": {\"kind\": \"user\"}, \"more\": {\"a\": 1}}")
			.containsExactly(new Key("user", null), Map.of("a", 1));
	}

	@Test
	void bindWhenCollectionsBindsEachByName() {
		assertBound("collections", """
				{"keys": [{"kind": "a"}], "names": ["x", "y", "x"], "byName": {"b": {"name": "n"}}, "counts": [1, 2],
				"more": [3]}""").containsExactly(List.of(new Key("a", null)), Set.of("x", "y"),
				Map.of("b", new Key(null, "n")), new int[] { 1, 2 }, Optional.of(List.of(3L)));
		assertBound("collections", "{\"keys\": [], \"names\": [], \"byName\": {}, \"counts\": []}")
			.containsExactly(List.of(), Set.of(), Map.of(), new int[0], Optional.empty());
	}

	@Test
	void bindWhenOneCollectionBindsItByNameWhereParamSaysSo() {
		assertBound("keys", "{\"keys\": [{\"kind\": \"a\"}]}").containsExactly(List.of(new Key("a", null)));
	}

	@Test
	void bindWhenOnlyCallOrNothingIgnoresParams() {
		assertBound("none", "{\"a\": 1}").isEmpty();
		assertBound("callOnly", null).containsExactly(this.call);
	}

	@Test
	void bindWhenParamBindsByThatName() {
		assertBound("param", "{\"team-key\": {\"kind\": \"k\"}}").containsExactly(new Key("k", null));
		assertBound("paramWithoutName", "{\"key\": {\"kind\": \"k\"}}").containsExactly(new Key("k", null));
	}

	@Test
	void bindWhenParamsBindsWholeParams() {
		assertBound("params", "{\"kind\": \"k\", \"name\": \"n\"}").containsExactly("n", new Key("k", "n"),
				Map.of("kind", "k", "name", "n"));
	}

	@Test
	void bindWhenGenericBindsTypeOfBean() throws Exception {
		HandlerMethod handler = new HandlerMethod("bean", KeyStore.class, Store.class.getMethod("put", Object.class));
		assertThat(HandlerArguments.of(handler, this.codec).bind(RawJson.of("{\"kind\":\"k\"}"), this.call))
			.containsExactly(new Key("k", null));
	}

	@Test
	void bindWhenAnnotatedInInterfaceUsesAnnotation() throws Exception {
		HandlerMethod handler = new HandlerMethod("bean", Renamed.class, Renamed.class.getMethod("get", String.class));
		assertThat(HandlerArguments.of(handler, this.codec).bind(RawJson.of("{\"named-there\":\"x\"}"), this.call))
			.containsExactly("x");
	}

	@Test
	void bindWhenArrayBindsByPosition() {
		assertBound("set", "[\"user\", \"a\", 1]").containsExactly("user", "a", tree("1"));
		assertBound("mixed", "[3]").containsExactly(this.call, 3, null);
	}

	@Test
	void bindWhenArrayIsTooLongFails() {
		assertRefused("mixed", "[1, \"a\", \"secret\"]")
			.hasMessage("Params hold 3 values but the method takes at most 2");
	}

	@Test
	void bindWhenNullableIsMissingIsNull() {
		assertBound("nullable", "{}").containsExactly(null, Optional.empty(), OptionalInt.empty(), null);
		assertBound("nullable", null).containsExactly(null, Optional.empty(), OptionalInt.empty(), null);
		assertBound("nullable", "{\"text\": null, \"optional\": null, \"number\": null, \"tree\": null}")
			.containsExactly(null, Optional.empty(), OptionalInt.empty(), NullNode.instance);
	}

	@Test
	void bindWhenOptionalIsPresentHoldsValue() {
		assertBound("nullable", "{\"text\": \"a\", \"optional\": \"b\", \"number\": 1, \"tree\": 2}")
			.containsExactly("a", Optional.of("b"), OptionalInt.of(1), tree("2"));
		assertBound("optionalTree", "{\"a\": 1}").containsExactly(Optional.of(tree("{\"a\":1}")));
		assertBound("optionalKey", "{\"kind\": \"k\"}").containsExactly(Optional.of(new Key("k", null)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			simple   | {}                                          | flag      | a boolean
			one      | {}                                          | count     | an integer
			one      | {"count": null}                             | count     | an integer
			set      | {"stateKey": "a", "value": 1}               | scopeKind | a string
			set      | {"scopeKind": "a", "stateKey": "a"}         | value     | given
			several  | {"key": {}}                                 | more      | an object
			unmarked | {"text": "a"}                               | count     | an integer
			wait     |                                             | wait      | of type Duration
			order    | {}                                          | quantity  | an integer
			order    |                                             | quantity  | an integer
			order    | {"quantity": 1, "item": {}}                 | item.price | a number
			orders   | {"first": {}, "second": {}}                 | first.quantity | an integer
			orders   | {"first": {"quantity": 1, "item": {}}}      | first.item.price | a number
			""")
	void bindWhenRequiredIsMissingFails(String method, @Nullable String params, String name, String type) {
		assertRefused(method, params).hasMessage("Parameter '%s' is missing; it must be %s", name, type);
	}

	@Test
	void bindWhenNullnessIsNotSaidIsNull() {
		assertBound("unmarked", "{\"count\": 1}").containsExactly(null, 1, null);
	}

	@Test
	void bindWhenTreeIsExplicitlyNullIsJsonNull() {
		assertBound("set", "{\"scopeKind\": \"user\", \"stateKey\": \"a\", \"value\": null}").containsExactly("user",
				"a", NullNode.instance);
	}

	@Test
	void bindWhenWholeParamsAreAbsentIsEmpty() {
		assertBound("key", null).containsExactly(new Key(null, null), this.call);
		assertBound("map", "null").containsExactly(Map.of());
		assertBound("tree", null).containsExactly(NullNode.instance);
		assertBound("object", null).containsExactly(tree("{}"));
		assertBound("nullableKey", null).containsExactly((Object) null);
		assertBound("optionalKey", null).containsExactly(Optional.empty());
		assertBound("optionalTree", null).containsExactly(Optional.empty());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					one     | {"count": "secret"}                    | Parameter 'count' must be an integer
					one     | {"count": {"a": "secret"}}             | Parameter 'count' must be an integer
					one     | "secret"                               | Params must be an object or an array
					one     | {"count": secret}                      | Params are not valid JSON
					key     | {"kind": secret}                       | Params are not valid JSON
					key     | "secret"                               | Params must be of type Key
					key     | {"kind": ["secret"]}                   | Parameter 'kind' must be a string
					list    | {"a": "secret"}                        | Params must be an array
					list    | [1, "secret"]                          | Parameter '[1]' must be an integer
					map     | ["secret"]                             | Params must be an object
					object  | ["secret"]                             | Params must be of type ObjectNode
					several | {"key": {"kind": {}}, "more": {}}      | Parameter 'key.kind' must be a string
					nested  | {"keys": [{}, {"kind": {}}], "n": 1}   | Parameter 'keys[1].kind' must be a string
					wait    | {"wait": "secret"}                     | Parameter 'wait' must be of type Duration
					order   | {"quantity": null}                     | Parameter 'quantity' must be an integer
					order   | {"quantity": "secret"}                 | Parameter 'quantity' must be an integer
					strict  | {"limit": 99}                          | Params must be of type Strict
					strict  | {"limit": 1, "mine": 99}               | Params must be of type Strict
					one     | {"count": 9999999999999999999}         | Parameter 'count' must be an integer from -9223372036854775808 to 9223372036854775807
					one     | {"count": 1.99}                        | Parameter 'count' must be an integer from -9223372036854775808 to 9223372036854775807
					list    | [1, 1.99]                              | Parameter '[1]' must be an integer from -9223372036854775808 to 9223372036854775807
					order   | {"quantity": 99999999999}              | Parameter 'quantity' must be an integer from -2147483648 to 2147483647
					order   | {"quantity": 1.99}                     | Parameter 'quantity' must be an integer from -2147483648 to 2147483647
					order   | {"quantity": 1, "item": {"price": 1e999}} | Parameter 'item.price' must be a number of at most 1.7976931348623157E308
					order   | {"quantity": 1e99999999999}            | Parameter 'quantity' must be a number
					tiny    | {"value": 1.99}                        | Parameter 'value' must be an integer from -128 to 127
					tiny    | {"value": 199}                         | Parameter 'value' must be an integer from -128 to 127
					big     | {"value": 1.99}                        | Parameter 'value' must be an integer
					order   | {"quantity": "x", "item": secret}      | Params are not valid JSON
					""")
	void bindWhenDoesNotFitFailsWithoutValue(String method, String params, String message) {
		assertRefused(method, params).hasMessage(message);
	}

	@Test
	void bindWhenMemberIsNotKnownAndMapperIsStrictFails() {
		JsonCodec strict = new JsonCodec(
				JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());
		HandlerArguments arguments = HandlerArguments.of(handler(method("key")), strict);
		assertThat(catchThrowable(() -> arguments.bind(RawJson.of("{\"typo\":1}"), this.call)))
			.hasMessage("Parameter 'typo' is not known");
	}

	@Test
	void ofWhenNoParameterNamesFails() throws Exception {
		HandlerMethod handler = new HandlerMethod("text", String.class, String.class.getMethod("concat", String.class));
		assertThatExceptionOfType(InvalidHostHandlerException.class)
			.isThrownBy(() -> HandlerArguments.of(handler, this.codec))
			.withMessage("Host handler java.lang.String.concat(String) of bean 'text' takes parameter 1 by name, "
					+ "but its class was compiled without parameter names.")
			.satisfies((ex) -> assertThat(ex.action()).startsWith("Compile with '-parameters'"));
	}

	@Test
	void ofWhenBothParamAndParamsFails() {
		assertThatExceptionOfType(InvalidHostHandlerException.class)
			.isThrownBy(() -> HandlerArguments.of(handler(method("both")), this.codec))
			.withMessageContaining("both @Param and @Params");
	}

	private ObjectArrayAssert<Object> assertBound(String method, @Nullable String params) {
		return assertThat(bind(method, params));
	}

	private AbstractThrowableAssert<?, ?> assertRefused(String method, @Nullable String params) {
		Throwable exception = catchThrowable(() -> bind(method, params));
		assertThat(exception).isInstanceOfSatisfying(PluginRpcException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.INVALID_PARAMS));
		assertThat(exception.getMessage()).doesNotContain("secret", "99");
		return assertThat(exception);
	}

	private @Nullable Object[] bind(String method, @Nullable String params) {
		HandlerArguments arguments = HandlerArguments.of(handler(method(method)), this.codec);
		return arguments.bind((params != null) ? RawJson.of(params) : null, this.call);
	}

	private JsonNode tree(String json) {
		return this.codec.readTree(RawJson.of(json));
	}

	private static HandlerMethod handler(Method method) {
		return new HandlerMethod("handlers", method.getDeclaringClass(), method);
	}

	private static Method method(String name) {
		return Arrays.stream(new Class<?>[] { Handlers.class, UnmarkedHandlers.class })
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.filter((method) -> method.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	record Item(double price) {
	}

	record Order(int quantity, @Nullable Item item) {
	}

	record Key(@Nullable String kind, @Nullable String name) {
	}

	record Strict(int limit, @Nullable String mine) {

		Strict {
			if (limit > 10 || mine != null) {
				throw new IllegalArgumentException("Too much: " + limit + mine);
			}
		}

	}

	interface Store<T> {

		void put(T value);

	}

	interface KeyStore extends Store<Key> {

	}

	interface Renaming {

		void get(@Param("named-there") String text);

	}

	static class Renamed implements Renaming {

		@Override
		public void get(String text) {
		}

	}

	// In a package that is @NullMarked
	interface Handlers {

		void simple(boolean flag, Integer count, String text, TimeUnit unit, Instant at, Duration wait, UUID id,
				BigDecimal price);

		void one(long count);

		void wait(Duration wait);

		void bytes(byte[] bytes);

		void key(Key key, HostCall call);

		void map(Map<String, Object> map);

		void list(List<Long> list);

		void tree(JsonNode tree);

		void object(ObjectNode object);

		void set(String scopeKind, String stateKey, JsonNode value);

		void several(Key key, Map<String, Object> more);

		void order(Order order);

		void tiny(byte value);

		void big(BigInteger value);

		void orders(Order first, Order second);

		void nested(List<Key> keys, int n);

		void collections(List<Key> keys, Set<String> names, Map<String, Key> byName, int[] counts,
				Optional<List<Long>> more);

		void keys(@Param List<Key> keys);

		void strict(Strict strict);

		void none();

		void callOnly(HostCall call);

		void param(@Param("team-key") Key key);

		void paramWithoutName(@Param Key key);

		void params(String name, @Params Key key, @Params Map<String, Object> all);

		void both(@Param("a") @Params Key key);

		void mixed(HostCall call, int count, @Nullable String text);

		void nullable(@Nullable String text, Optional<String> optional, OptionalInt number, @Nullable JsonNode tree);

		void nullableKey(@Nullable Key key);

		void optionalKey(Optional<Key> key);

		void optionalTree(Optional<JsonNode> tree);

	}

	@NullUnmarked
	interface UnmarkedHandlers {

		void unmarked(String text, int count, JsonNode tree);

	}

}
