package io.pluginhost.client.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AliasFor;
import org.springframework.mock.env.MockEnvironment;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.handler.Param;
import io.pluginhost.handler.Params;
import io.pluginhost.testing.FakePluginCall;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ProxyPluginClientFactory}: what becomes of a method call.
 */
class ProxyPluginClientFactoryTests {

	private final MockEnvironment environment = new MockEnvironment();

	private final FakePluginWorkerManager manager = new FakePluginWorkerManager("acme.linear");

	private final List<FakePluginCall> calls = new ArrayList<>();

	private CompletableFuture<String> answer = CompletableFuture.completedFuture("null");

	ProxyPluginClientFactoryTests() {
		this.environment.setProperty("linear.timeout", "2m");
		this.manager.getWorker("acme.linear").answer((call) -> {
			this.calls.add(call);
			return this.answer;
		});
	}

	@Test
	void callWhenOneObjectSendsItAsWholeParams() {
		answer("{\"id\":\"ENG-1\",\"title\":\"a\"}");
		Issue issue = client(Linear.class).getData(new Query("ENG", 3));
		assertThat(issue).isEqualTo(new Issue("ENG-1", "a"));
		assertSent("getData", "{\"team\":\"ENG\",\"limit\":3}");
		assertThat(this.calls.get(0).timeout()).isNull();
	}

	@Test
	void callWhenMapOrTreeOrListSendsItAsWholeParams() {
		client(Linear.class).map(Map.of("a", 1));
		client(Linear.class).tree(NullNode.instance);
		client(Linear.class).list(List.of("a", "b"));
		assertThat(this.calls).extracting(FakePluginCall::params).containsExactly("{\"a\":1}", "null", "[\"a\",\"b\"]");
	}

	@Test
	void callWhenSimpleTypeSendsItByName() {
		client(Linear.class).one("ENG-1");
		assertSent("one", "{\"id\":\"ENG-1\"}");
	}

	@Test
	void callWhenSeveralParametersSendsEachByName() {
		client(Linear.class).several("ENG", 3, new Query("a", 1), List.of("x"));
		assertSent("several",
				"{\"team\":\"ENG\",\"limit\":3,\"query\":{\"team\":\"a\",\"limit\":1},\"labels\":[\"x\"]}");
	}

	@Test
	void callWhenNoParameterSendsNone() {
		client(Linear.class).none();
		assertSent("none", "{}");
	}

	@Test
	void callWhenAnnotatedSendsAsAnnotationSays() {
		client(Linear.class).param(new Query("ENG", 1));
		client(Linear.class).params(new Query("ENG", 1));
		assertThat(this.calls).extracting(FakePluginCall::params)
			.containsExactly("{\"team-query\":{\"team\":\"ENG\",\"limit\":1}}", "{\"team\":\"ENG\",\"limit\":1}");
	}

	@Test
	void callWhenArgumentIsNullOrEmptyLeavesItOut() {
		client(Linear.class).optional(null, Optional.empty(), OptionalInt.empty(), null);
		client(Linear.class).optional("a", Optional.of("b"), OptionalInt.of(1), NullNode.instance);
		client(Linear.class).whole(null);
		assertThat(this.calls).extracting(FakePluginCall::params)
			.containsExactly("{}", "{\"text\":\"a\",\"optional\":\"b\",\"number\":1,\"tree\":null}", "{}");
	}

	@Test
	void callWhenResultIsGenericReadsIt() {
		answer("{\"a\":[{\"id\":\"1\",\"title\":\"x\"}]}");
		assertThat(client(Linear.class).generic()).isEqualTo(Map.of("a", List.of(new Issue("1", "x"))));
	}

	@Test
	void callWhenInterfaceResolvesInheritedTypeReadsIt() {
		answer("{\"id\":\"1\",\"title\":\"x\"}");
		assertThat(client(Issues.class).get("1")).isEqualTo(new Issue("1", "x"));
		answer("[{\"id\":\"1\",\"title\":\"x\"}]");
		assertThat(client(Issues.class).all()).containsExactly(new Issue("1", "x"));
		assertThat(client(Issues.class).later()).isCompletedWithValue(List.of(new Issue("1", "x")));
		answer("null");
		client(Issues.class).put(new Issue("1", "x"));
		assertThat(this.calls.get(3).params()).isEqualTo("{\"id\":\"1\",\"title\":\"x\"}");
	}

	@Test
	void callWhenOverriddenByItsTypeSendsIt() {
		Store<Issue> issues = client(Issues.class);
		issues.put(new Issue("1", "x"));
		assertSent("put", "{\"id\":\"1\",\"title\":\"x\"}");
	}

	@Test
	void callWhenNullIsPromisedAwayFails() {
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> client(Linear.class).getData(new Query("a", 1)))
			.withMessage("Plugin 'acme.linear' answered 'getData' with null, but " + Linear.class.getName()
					+ ".getData(Query) is not declared to return that")
			.satisfies((ex) -> assertThat(ex.pluginId()).isEqualTo("acme.linear"));
	}

	@Test
	void callWhenNullIsPossibleReturnsIt() {
		assertThat(client(Linear.class).find("a")).isNull();
		assertThat(client(Linear.class).findOptional("a")).isEmpty();
		assertThat(client(Unmarked.class).any()).isNull();
		assertThat(client(Linear.class).json()).isEqualTo(NullNode.instance);
	}

	@Test
	void callWhenOptionalHoldsResult() {
		answer("{\"id\":\"1\",\"title\":\"x\"}");
		assertThat(client(Linear.class).findOptional("a")).contains(new Issue("1", "x"));
	}

	@Test
	void callWhenVoidIgnoresResult() {
		answer("{\"any\":[\"thing\"]}");
		client(Linear.class).none();
		assertThat(client(Linear.class).noneLater()).isCompletedWithValue(null);
		assertThat(client(Linear.class).noneReactive().blockOptional()).isEmpty();
		assertThat(this.calls).hasSize(3);
	}

	@Test
	void callWhenFutureDoesNotWait() {
		this.answer = new CompletableFuture<>();
		CompletableFuture<List<Issue>> issues = client(Linear.class).later("ENG");
		CompletionStage<Integer> stage = client(Linear.class).stage();
		Future<Integer> future = client(Linear.class).future();
		assertThat(issues).isNotDone();
		this.answer.complete("[{\"id\":\"1\",\"title\":\"x\"}]");
		assertThat(issues).isCompletedWithValue(List.of(new Issue("1", "x")));
		assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
		assertThat(future).isDone();
		assertThat(this.calls).hasSize(3);
	}

	@Test
	void callWhenFutureIsCancelledCancelsCall() {
		this.answer = new CompletableFuture<>();
		client(Linear.class).later("ENG").cancel(true);
		assertThat(this.answer).isCancelled();
	}

	@Test
	void callWhenReactiveSendsWithEachSubscription() {
		answer("{\"id\":\"1\",\"title\":\"x\"}");
		Mono<Issue> issue = client(Linear.class).reactive("ENG-1");
		assertThat(this.calls).isEmpty();
		assertThat(issue.block()).isEqualTo(new Issue("1", "x"));
		assertThat(issue.block()).isEqualTo(new Issue("1", "x"));
		assertThat(this.calls).extracting(FakePluginCall::params)
			.containsExactly("{\"id\":\"ENG-1\"}", "{\"id\":\"ENG-1\"}");
		answer("null");
		assertThat(issue.blockOptional()).isEmpty();
	}

	@Test
	void callWhenSubscriptionIsCancelledCancelsCall() {
		this.answer = new CompletableFuture<>();
		client(Linear.class).reactive("ENG-1").subscribe().dispose();
		assertThat(this.answer).isCancelled();
	}

	@Test
	void callWhenPluginFailsThrowsItsError() {
		PluginRpcException failure = new PluginRpcException(-32002, "no such team", null);
		this.manager.getWorker("acme.linear").answer((call) -> {
			throw failure;
		});
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> client(Linear.class).one("a"))
			.isSameAs(failure);
		assertThat(client(Linear.class).later("a")).failsWithin(Duration.ZERO).withThrowableThat().withCause(failure);
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(client(Linear.class).reactive("a")::block)
			.isSameAs(failure);
	}

	@Test
	void callWhenPluginIsUnknownFails() {
		this.manager.removeWorker("acme.linear");
		Linear linear = client(Linear.class);
		assertThatExceptionOfType(UnknownPluginException.class).isThrownBy(() -> linear.one("a"));
		assertThat(linear.later("a")).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(UnknownPluginException.class);
		Mono<Issue> issue = linear.reactive("a");
		assertThatExceptionOfType(UnknownPluginException.class).isThrownBy(issue::block);
	}

	@Test
	void callWhenTimeoutIsSaidSetsIt() {
		client(Linear.class).slow();
		client(Linear.class).slower();
		client(Linear.class).slowest();
		assertThat(this.calls).extracting(FakePluginCall::timeout)
			.containsExactly(Duration.ofSeconds(5), Duration.ofMinutes(2), null);
	}

	@Test
	void callWhenNamesHavePlaceholdersResolvesThem() {
		this.environment.withProperty("my.plugin", "acme.linear").withProperty("my.prefix", "team");
		client(Placeholders.class).get();
		assertSent("team.get", "{}");
	}

	@Test
	void callWhenMetaAnnotatedUsesAttributes() {
		client(Meta.class).get();
		assertSent("getMeta", "{}");
		assertThat(this.calls.get(0).timeout()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void defaultMethodCallsOthers() {
		answer("[{\"id\":\"1\",\"title\":\"x\"}]");
		assertThat(client(Linear.class).titles("ENG")).containsExactly("x");
		assertSent("later", "{\"team\":\"ENG\"}");
	}

	@Test
	void defaultMethodThrowsItsException() {
		assertThatIllegalStateException().isThrownBy(client(Linear.class)::failing).withMessage("mine");
	}

	@Test
	void defaultMethodTakesThePlaceOfInheritedMethod() {
		assertThat(client(Overriding.class).one("a")).isEqualTo("own a");
		assertThat(this.calls).isEmpty();
	}

	@Test
	void defaultMethodOfTheJdkRuns() {
		answer("\"b\"");
		assertThat(client(Named.class).andThen(String::toUpperCase).apply("a")).isEqualTo("B");
		assertSent("name", "{\"id\":\"a\"}");
	}

	@Test
	void clientIsAnObject() {
		Linear linear = client(Linear.class);
		assertThat(linear).isEqualTo(linear).isNotEqualTo(client(Linear.class)).hasSameHashCodeAs(linear);
		assertThat(linear).hasToString("Linear of plugin 'acme.linear'");
		assertThat(this.calls).isEmpty();
	}

	private void answer(String json) {
		this.answer = CompletableFuture.completedFuture(json);
	}

	private void assertSent(String method, String params) {
		assertThat(this.calls).singleElement().satisfies((call) -> {
			assertThat(call.method()).isEqualTo(method);
			assertThat(call.params()).isEqualTo(params);
		});
	}

	private <T> T client(Class<T> type) {
		return new ProxyPluginClientFactory(this.manager, this.environment::resolveRequiredPlaceholders)
			.createClient(type);
	}

	record Query(String team, int limit) {
	}

	record Issue(String id, String title) {
	}

	@PluginClient("acme.linear")
	interface Linear {

		@PluginMethod("getData")
		Issue getData(Query query);

		@PluginMethod("map")
		void map(Map<String, Object> map);

		@PluginMethod("tree")
		void tree(JsonNode tree);

		@PluginMethod("list")
		void list(List<String> list);

		@PluginMethod("one")
		@Nullable String one(String id);

		@PluginMethod("several")
		void several(String team, int limit, Query query, List<String> labels);

		@PluginMethod("none")
		void none();

		@PluginMethod("none")
		CompletableFuture<Void> noneLater();

		@PluginMethod("none")
		Mono<Void> noneReactive();

		@PluginMethod("param")
		void param(@Param("team-query") Query query);

		@PluginMethod("params")
		void params(@Params Query query);

		@PluginMethod("optional")
		void optional(@Nullable String text, Optional<String> optional, OptionalInt number, @Nullable JsonNode tree);

		@PluginMethod("whole")
		void whole(@Nullable Query query);

		@PluginMethod("generic")
		Map<String, List<Issue>> generic();

		@PluginMethod("find")
		@Nullable Issue find(String id);

		@PluginMethod("find")
		Optional<Issue> findOptional(String id);

		@PluginMethod("json")
		JsonNode json();

		@PluginMethod("later")
		CompletableFuture<List<Issue>> later(String team);

		@PluginMethod("stage")
		CompletionStage<Integer> stage();

		@PluginMethod("future")
		Future<Integer> future();

		@PluginMethod("reactive")
		Mono<Issue> reactive(String id);

		@PluginMethod(value = "slow", timeout = "5s")
		void slow();

		@PluginMethod(value = "slow", timeout = "${linear.timeout}")
		void slower();

		@PluginMethod(value = "slow", timeout = "${linear.no-timeout:}")
		void slowest();

		default List<String> titles(String team) {
			return later(team).join().stream().map(Issue::title).toList();
		}

		default void failing() {
			throw new IllegalStateException("mine");
		}

		static Query everything() {
			return new Query("*", 0);
		}

		@Override
		String toString();

	}

	interface Store<T> {

		@PluginMethod("get")
		T get(String id);

		@PluginMethod("all")
		List<T> all();

		@PluginMethod("later")
		CompletableFuture<List<T>> later();

		@PluginMethod("put")
		void put(T value);

	}

	@PluginClient("acme.linear")
	interface Issues extends Store<Issue> {

		@Override
		void put(Issue issue);

	}

	@PluginClient("acme.linear")
	@NullUnmarked
	interface Unmarked {

		@PluginMethod("any")
		Issue any();

	}

	interface Overriding extends Linear {

		@Override
		default String one(String id) {
			return "own " + id;
		}

	}

	@PluginClient("acme.linear")
	interface Named extends Function<String, String> {

		@Override
		@PluginMethod("name")
		String apply(String id);

	}

	@PluginClient("${my.plugin}")
	interface Placeholders {

		@PluginMethod("${my.prefix}.get")
		void get();

	}

	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@PluginClient("acme.linear")
	@interface LinearClient {

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@PluginMethod(value = "", timeout = "1s")
	@interface Quick {

		@AliasFor(annotation = PluginMethod.class)
		String value();

	}

	@LinearClient
	interface Meta {

		@Quick("getMeta")
		void get();

	}

}
