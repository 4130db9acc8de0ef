package io.pluginhost.client.support;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;
import reactor.core.publisher.Flux;

import io.pluginhost.client.InvalidPluginClientException;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.handler.Param;
import io.pluginhost.handler.Params;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Interfaces that cannot work are refused, with the reason and the way out.
 */
class InvalidPluginClientTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Unmarked          | has neither a @PluginMethod nor a body | make it a default method
					MarkedDefault     | has a body and a @PluginMethod | Remove one of the two
					Nameless          | has no method to call | Name the method to call
					BadTimeout        | has the timeout 'soon', which is not a valid duration | Write it as '5s'
					NoTimeout         | has the timeout '0s', which is not greater than zero | leave 'timeout' out
					NegativeTimeout   | has the timeout '-5s', which is not greater than zero | leave 'timeout' out
					Both              | has a parameter that is both @Param and @Params | Remove one
					TwoWholes         | sends the whole params and has other parameters | remove @Params
					WholeAndNamed     | sends the whole params and has other parameters | remove @Params
					SimpleWhole       | sends a String as the whole params, which are an object or an array | Remove @Params
					SameName          | sends two parameters as 'a' | another name
					ManyValues        | returns a Flux, but a call has one result | Return a List
					FlowValues        | returns a Publisher, but a call has one result | Return a List
					Streamed          | returns a Stream, but a call has one result | Return a List
					OtherFuture       | returns a ScheduledFuture, which is not supported | Return a CompletableFuture
					OpenMethod        | returns java.util.List<T>, of which only the caller knows the type | Declare the type in the interface
					BoundMethod       | returns T, of which only the caller knows the type | Declare the type in the interface
					OpenInterface     | returns T[], of which only the caller knows the type | return a JsonNode
					""")
	void createWhenMethodCannotWorkFails(String type, String why, String action) {
		assertRefused(nested(type)).withMessage("Plugin client method %s %s.", methodOf(nested(type)), why)
			.satisfies((ex) -> assertThat(ex.action()).contains(action).endsWith("."));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					NoClient    | must be an interface that is not sealed and is marked with @PluginClient | Declare '@PluginClient("…") interface NoClient'
					NoInterface | must be an interface that is not sealed and is marked with @PluginClient | Declare '@PluginClient("…") interface NoInterface'
					Sealed      | must be an interface that is not sealed and is marked with @PluginClient | Declare '@PluginClient("…") interface Sealed'
					Annotation  | must be an interface that is not sealed and is marked with @PluginClient | Declare '@PluginClient("…") interface Annotation'
					NoPlugin    | names '', which cannot be a plugin's id | Name a plugin
					BadPlugin   | names 'a/b', which cannot be a plugin's id | Name a plugin
					Open        | has a placeholder without a value: "${my.plugin}" | Set the property
					OpenMethodName | has a placeholder without a value: "${my.method}" | Set the property
					""")
	void createWhenInterfaceCannotWorkFails(String type, String why, String action) {
		assertRefused(nested(type)).withMessage("Plugin client %s %s.", nested(type).getName(), why)
			.satisfies((ex) -> assertThat(ex.action()).contains(action).endsWith("."));
	}

	@Test
	void createWhenNoParameterNamesFails() {
		// Compiled by those who made the JDK, without names
		DeclaredMethod method = new DeclaredMethod("a", CharSequence.class, chars());
		assertThatExceptionOfType(InvalidPluginClientException.class).isThrownBy(() -> ClientParams.of(method))
			.withMessage("Plugin client method java.lang.CharSequence.charAt(int) takes parameter 1 by name, "
					+ "but its class was compiled without parameter names.")
			.satisfies((ex) -> assertThat(ex.action()).startsWith("Compile with '-parameters'"));
	}

	@Test
	void analyzeReportsProblemAndAction() {
		InvalidPluginClientException failure = new InvalidPluginClientException("It is wrong.", "Mend it.", null);
		FailureAnalysis analysis = new PluginClientFailureAnalyzer().analyze(new IllegalStateException(failure));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("It is wrong.");
		assertThat(analysis.getAction()).isEqualTo("Mend it.");
		assertThat(analysis.getCause()).isSameAs(failure);
	}

	private static Method chars() {
		try {
			return CharSequence.class.getMethod("charAt", int.class);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ThrowableAssertAlternative<InvalidPluginClientException> assertRefused(Class<?> type) {
		ProxyPluginClientFactory factory = new ProxyPluginClientFactory(new FakePluginWorkerManager(),
				new MockEnvironment()::resolveRequiredPlaceholders);
		return assertThatExceptionOfType(InvalidPluginClientException.class)
			.isThrownBy(() -> factory.createClient(type));
	}

	private static Class<?> nested(String name) {
		return Stream.of(InvalidPluginClientTests.class.getDeclaredClasses())
			.filter((type) -> type.getSimpleName().equals(name))
			.findAny()
			.orElseThrow();
	}

	private static String methodOf(Class<?> type) {
		return new DeclaredMethod("a", type, type.getMethods()[0]).toString();
	}

	@PluginClient("a")
	interface Unmarked {

		void call();

	}

	@PluginClient("a")
	interface MarkedDefault {

		@PluginMethod("a")
		default void call() {
		}

	}

	@PluginClient("a")
	interface Nameless {

		@PluginMethod(" ")
		void call();

	}

	@PluginClient("a")
	interface BadTimeout {

		@PluginMethod(value = "a", timeout = "soon")
		void call();

	}

	@PluginClient("a")
	interface NoTimeout {

		@PluginMethod(value = "a", timeout = "0s")
		void call();

	}

	@PluginClient("a")
	interface NegativeTimeout {

		@PluginMethod(value = "a", timeout = "-5s")
		void call();

	}

	@PluginClient("a")
	interface Both {

		@PluginMethod("a")
		void call(@Param @Params Map<String, Object> a);

	}

	@PluginClient("a")
	interface TwoWholes {

		@PluginMethod("a")
		void call(@Params Map<String, Object> a, @Params Map<String, Object> b);

	}

	@PluginClient("a")
	interface WholeAndNamed {

		@PluginMethod("a")
		void call(@Params Map<String, Object> a, String b);

	}

	@PluginClient("a")
	interface SimpleWhole {

		@PluginMethod("a")
		void call(@Params String a);

	}

	@PluginClient("a")
	interface SameName {

		@PluginMethod("a")
		void call(String a, @Param("a") String b);

	}

	@PluginClient("a")
	interface ManyValues {

		@PluginMethod("a")
		Flux<String> call();

	}

	@PluginClient("a")
	interface FlowValues {

		@PluginMethod("a")
		Flow.Publisher<String> call();

	}

	@PluginClient("a")
	interface Streamed {

		@PluginMethod("a")
		Stream<String> call();

	}

	@PluginClient("a")
	interface OtherFuture {

		@PluginMethod("a")
		ScheduledFuture<String> call();

	}

	@PluginClient("a")
	interface OpenMethod {

		@PluginMethod("a")
		<T> List<T> call(Class<T> type);

	}

	@PluginClient("a")
	interface BoundMethod {

		@PluginMethod("a")
		<T extends Number> T call();

	}

	@PluginClient("a")
	interface OpenInterface<T> {

		@PluginMethod("a")
		T[] call();

	}

	interface NoClient {

	}

	@PluginClient("a")
	static class NoInterface {

	}

	@PluginClient("a")
	sealed interface Sealed permits NotSealed {

	}

	non-sealed interface NotSealed extends Sealed {

	}

	@PluginClient("a")
	@interface Annotation {

	}

	@PluginClient("")
	interface NoPlugin {

	}

	@PluginClient("a/b")
	interface BadPlugin {

	}

	@PluginClient("${my.plugin}")
	interface Open {

	}

	@PluginClient("a")
	interface OpenMethodName {

		@PluginMethod("${my.method}")
		void call();

	}

}
