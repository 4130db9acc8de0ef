package io.pluginhost.handler.support;

import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.validation.annotation.Validated;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.Param;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BeanValidation}.
 */
class BeanValidationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
		.withUserConfiguration(RegistryConfiguration.class);

	@Test
	void invokeWhenValidRunsMethod() {
		this.contextRunner.withBean(IssueHandlers.class)
			.run((context) -> assertThat(invoke(context, "create", "{\"title\":\"a\",\"labels\":[\"x\"]}"))
				.isEqualTo("a"));
	}

	@Test
	void invokeWhenWholeParamsAreNotValidNamesTheirMembers() {
		this.contextRunner.withBean(IssueHandlers.class)
			.run((context) -> assertRefused(context, "create",
					"{\"title\":\" \",\"labels\":[\"x\",\"secret\"],\"parts\":{\"a\":{\"title\":\"\",\"labels\":[]}}}",
					"Params are not valid: labels[1] must match \"[a-z]\"; parts[a].title must not be blank; "
							+ "title must not be blank"));
	}

	@Test
	void invokeWhenNamedParameterIsNotValidNamesIt() {
		this.contextRunner.withBean(IssueHandlers.class).run((context) -> {
			assertRefused(context, "find", "{\"max-count\":99,\"text\":\"\"}",
					"Params are not valid: max-count must be less than or equal to 10; text must not be empty");
			assertRefused(context, "copy", "{\"from\":{\"title\":\"\",\"labels\":[]},\"count\":1}",
					"Params are not valid: from.title must not be blank");
		});
	}

	@Test
	void createWhenNothingIsConstrainedIsNull() {
		this.contextRunner.withBean(IssueHandlers.class).run((context) -> {
			BeanHandler handler = (BeanHandler) context.getBean(BeanHandlerRegistry.class)
				.find("a", "free")
				.orElseThrow();
			assertThat(handler.validator()).isNull();
		});
	}

	@Test
	void invokeWhenConstraintsAreInInterfaceAndBeanIsProxyValidates() {
		this.contextRunner.withBean("handlers", Checked.class, () -> {
			ProxyFactory proxyFactory = new ProxyFactory(new CheckedHandlers());
			proxyFactory.addAdvice((MethodInterceptor) (invocation) -> invocation.proceed());
			return (Checked) proxyFactory.getProxy();
		}).run((context) -> {
			assertRefused(context, "check", "{\"text\":\"\"}", "Params are not valid: text must not be empty");
			assertThat(invoke(context, "check", "{\"text\":\"a\"}")).isEqualTo("a");
		});
	}

	@Test
	void invokeWhenScopedProxyValidates() {
		this.contextRunner.withUserConfiguration(ScopedConfiguration.class)
			.run((context) -> assertRefused(context, "find", "{\"max-count\":1,\"text\":\"\"}",
					"Params are not valid: text must not be empty"));
	}

	@Test
	void invokeWhenBeanIsValidatedBySpringAnswersWithErrorAsWell() {
		this.contextRunner.withBean(GroupHandlers.class).run((context) -> {
			assertRefused(context, "group", "{\"a\":\"\",\"b\":\"\"}", "Params are not valid: b must not be empty");
			assertThat(invoke(context, "group", "{\"a\":\"\",\"b\":\"b\"}")).isEqualTo("b");
		});
	}

	@Test
	void invokeWhenThereIsNoValidatorDoesNotValidate() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withUserConfiguration(RegistryConfiguration.class)
			.withBean(IssueHandlers.class);
		runner.run((context) -> assertThat(invoke(context, "create", "{\"title\":\"\"}")).isEqualTo(""));
		runner.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.run((context) -> assertThat(invoke(context, "create", "{\"title\":\"\"}")).isEqualTo(""));
	}

	private static void assertRefused(AssertableApplicationContext context, String method, String params,
			String message) {
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> invoke(context, method, params))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.INVALID_PARAMS));
	}

	private static @Nullable Object invoke(AssertableApplicationContext context, String method, String params)
			throws Exception {
		return context.getBean(BeanHandlerRegistry.class)
			.find("acme.linear", method)
			.orElseThrow()
			.invoke(RawJson.of(params), new FakeHostCall());
	}

	record Issue(@NotBlank String title, List<@Pattern(regexp = "[a-z]") String> labels,
			@Nullable Map<String, @Valid Issue> parts) {
	}

	static class IssueHandlers {

		@HostHandler("create")
		String create(@Valid Issue issue) {
			return issue.title();
		}

		@HostHandler("find")
		String find(@Max(10) @Param("max-count") int max, @NotEmpty String text) {
			return text;
		}

		@HostHandler("copy")
		int copy(@Valid Issue from, int count) {
			return count;
		}

		@HostHandler("free")
		String free(Issue issue) {
			return issue.title();
		}

	}

	interface Checked {

		String check(@NotEmpty String text);

	}

	static class CheckedHandlers implements Checked {

		@Override
		@HostHandler("check")
		public String check(String text) {
			return text;
		}

	}

	interface Group {

	}

	@Validated(Group.class)
	static class GroupHandlers {

		@HostHandler("group")
		String group(@NotEmpty String a, @NotEmpty(groups = Group.class) String b) {
			return b;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		IssueHandlers handlers() {
			return new IssueHandlers();
		}

	}

}
