package io.pluginhost.handler.support;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.Param;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BeanValidation} where the constraints are inside containers.
 */
class ContainerConstraintsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
		.withUserConfiguration(RegistryConfiguration.class)
		.withBean(Handlers.class);

	// A constraint inside a container of a parameter is checked like one on the parameter
	@ParameterizedTest
	@CsvSource(quoteCharacter = '~', delimiter = '|',
			textBlock = """
					list     | {"value":["a"," "]}            | value[1] must not be blank
					set      | {"value":[" "]}                | value[] must not be blank
					items    | {"value":[{"name":""}]}        | value[0].name must not be blank
					values   | {"value":{"a":2}}              | value[a] must be greater than or equal to 3
					keys     | {"value":{" ":2}}              | value[ ] must not be blank
					optional | {"value":" "}                  | value must not be blank
					array    | {"value":[{"name":""}]}        | value[0].name must not be blank
					nested   | {"value":{"a":[["b"],[" "]]}}  | value[a][1][0] must not be blank
					whole    | [{"name":""}]                  | [0].name must not be blank
					wholeMap | {"a":{"name":""}}              | [a].name must not be blank
					record   | {"item":{"name":"a"},"tags":[],"prices":{"a":[1]}} | prices[a][0] must be greater than or equal to 3
					inherited | {"value":[" "]}                | value[0] must not be blank
					""")
	void invokeWhenContentOfContainerIsNotValidIsRefused(String method, String params, String problem) {
		this.contextRunner.run((context) -> assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> invoke(context, method, params))
			.withMessage("Params are not valid: " + problem)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.INVALID_PARAMS)));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
			list     | {"value":["a"]}
			items    | {"value":[{"name":"a"}]}
			values   | {"value":{"a":3}}
			optional | {"value":"a"}
			nested   | {"value":{"a":[["b"]]}}
			whole    | []
			""")
	void invokeWhenContentOfContainerIsValidRunsMethod(String method, String params) {
		this.contextRunner.run((context) -> assertThat(invoke(context, method, params)).isEqualTo(method));
	}

	// The return value is checked too, and a violation is a failure of the handler
	@ParameterizedTest
	@ValueSource(strings = { "returned", "returnedNull", "returnedItem" })
	void invokeWhenResultIsNotValidFails(String method) {
		this.contextRunner.run((context) -> assertThatExceptionOfType(ConstraintViolationException.class)
			.isThrownBy(() -> invoke(context, method, "{}"))
			.withMessageContaining(method));
	}

	@Test
	void createWhenOnlyTypesAreConstrainedChecksNothing() {
		this.contextRunner.run((context) -> assertThat(handler(context, "unchecked").validator()).isNull());
	}

	// A constraint in a container the validator cannot open stops the start with a report
	@Test
	void createWhenContainerIsNotKnownToValidatorIsRefused() {
		this.contextRunner.withBean(LateHandlers.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("has constraints that cannot be checked"));
	}

	private static BeanHandler handler(AssertableApplicationContext context, String method) {
		return (BeanHandler) context.getBean(BeanHandlerRegistry.class).find("acme.linear", method).orElseThrow();
	}

	private static @Nullable Object invoke(AssertableApplicationContext context, String method, String params)
			throws Exception {
		return handler(context, method).invoke(RawJson.of(params), new FakeHostCall());
	}

	record Item(@NotBlank String name) {
	}

	record Order(@Valid Item item, List<@NotBlank String> tags, Map<String, List<@Min(3) Integer>> prices) {
	}

	static class LateHandlers {

		@HostHandler("late")
		CompletableFuture<@NotBlank String> late() {
			return CompletableFuture.completedFuture(" ");
		}

	}

	interface Inherited {

		String inherited(List<@NotBlank String> value);

	}

	static class Handlers implements Inherited {

		@HostHandler("list")
		String list(@Param("value") List<@NotBlank String> value) {
			return "list";
		}

		@HostHandler("set")
		String set(@Param("value") Set<@NotBlank String> value) {
			return "set";
		}

		@HostHandler("items")
		String items(@Param("value") List<@Valid Item> value) {
			return "items";
		}

		@HostHandler("values")
		String values(@Param("value") Map<String, @Min(3) Integer> value) {
			return "values";
		}

		@HostHandler("keys")
		String keys(@Param("value") Map<@NotBlank String, Integer> value) {
			return "keys";
		}

		@HostHandler("optional")
		String optional(@Param("value") Optional<@NotBlank String> value) {
			return "optional";
		}

		@HostHandler("array")
		String array(@Param("value") @Valid Item[] value) {
			return "array";
		}

		@HostHandler("nested")
		String nested(@Param("value") Map<String, List<List<@NotBlank String>>> value) {
			return "nested";
		}

		@HostHandler("whole")
		String whole(List<@Valid Item> value) {
			return "whole";
		}

		@HostHandler("wholeMap")
		String wholeMap(Map<String, @Valid Item> value) {
			return "wholeMap";
		}

		@HostHandler("record")
		String record(@Valid Order value) {
			return "record";
		}

		@Override
		@HostHandler("inherited")
		public String inherited(@Param("value") List<String> value) {
			return "inherited";
		}

		@HostHandler("returned")
		List<@NotBlank String> returned() {
			return List.of(" ");
		}

		@HostHandler("returnedNull")
		@NotNull
		@Nullable String returnedNull() {
			return null;
		}

		@HostHandler("returnedItem")
		@Valid
		Item returnedItem() {
			return new Item("");
		}

		@HostHandler("unchecked")
		String unchecked(Item item) {
			return "unchecked";
		}

	}

}
