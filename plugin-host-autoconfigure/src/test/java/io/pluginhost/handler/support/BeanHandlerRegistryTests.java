package io.pluginhost.handler.support;

import java.util.NoSuchElementException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.context.annotation.UserConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.pluginhost.PluginRpcException;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostCallInterceptor;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.HostHandlerExceptionHandler;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BeanHandlerRegistry}.
 */
class BeanHandlerRegistryTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(UserConfigurations.of(RegistryConfiguration.class))
		.withPropertyValues("spring.main.banner-mode=off");

	@Test
	void findWhenBeanHasMethodReturnsHandler() {
		this.contextRunner.withBean(StateHandlers.class).run((context) -> {
			RegisteredHandler handler = context.getBean(BeanHandlerRegistry.class)
				.find("acme.linear", "state.get")
				.orElseThrow();
			assertThat(handler.method()).isEqualTo("state.get");
			assertThat(handler.capability()).isEqualTo("state.read");
			assertThat(handler.interruptible()).isTrue();
			assertThat(handler.invoke(RawJson.of("{\"key\":\"a\"}"), new FakeHostCall())).isEqualTo("a of acme.linear");
		});
	}

	@Test
	void findWhenThereIsNoneIsEmpty() {
		this.contextRunner.run((context) -> {
			BeanHandlerRegistry registry = context.getBean(BeanHandlerRegistry.class);
			assertThat(registry.find("acme.linear", "state.get")).isEmpty();
			assertThat(registry.findAll("acme.linear")).isEmpty();
		});
	}

	@Test
	void invokeWhenVoidIsNull() {
		this.contextRunner.withBean(StateHandlers.class)
			.run((context) -> assertThat(invoke(context.getBean(BeanHandlerRegistry.class), "state.clear")).isNull());
	}

	@Test
	void invokeWhenMethodThrowsThrowsJustThat() {
		this.contextRunner.withBean(StateHandlers.class)
			.run((context) -> assertThatExceptionOfType(NoSuchElementException.class)
				.isThrownBy(() -> invoke(context.getBean(BeanHandlerRegistry.class), "state.missing"))
				.withMessage("none"));
	}

	@Test
	void findWhenLimitedToPluginsIsEmptyForOthers() {
		this.contextRunner.withBean(AcmeHandlers.class).withBean(OtherHandlers.class).run((context) -> {
			BeanHandlerRegistry registry = context.getBean(BeanHandlerRegistry.class);
			assertThat(registry.find("acme.linear", "name").map(BeanHandlerRegistryTests::call)).contains("acme");
			assertThat(registry.find("other", "name").map(BeanHandlerRegistryTests::call)).contains("other");
			assertThat(registry.find("stranger", "name")).isEmpty();
			assertThat(registry.findAll("stranger")).isEmpty();
		});
	}

	@Test
	void findAllReturnsMethodsOfPluginInOrderOfTheirNames() {
		this.contextRunner.withBean(AcmeHandlers.class)
			.withBean(StateHandlers.class)
			.run((context) -> assertThat(context.getBean(BeanHandlerRegistry.class).findAll("acme.linear"))
				.extracting(RegisteredHandler::method)
				.containsExactly("name", "state.clear", "state.get", "state.missing"));
	}

	@Test
	void findWhenAnnotationHasPlaceholdersResolvesThem() {
		this.contextRunner.withBean(PlaceholderHandlers.class)
			.withPropertyValues("my.prefix=team", "my.capability=team.read", "my.plugins=acme.linear, other")
			.run((context) -> {
				BeanHandlerRegistry registry = context.getBean(BeanHandlerRegistry.class);
				assertThat(registry.find("acme.linear", "team.get").map(RegisteredHandler::capability))
					.contains("team.read");
				assertThat(registry.find("other", "team.get")).isPresent();
				assertThat(registry.find("stranger", "team.get")).isEmpty();
			});
	}

	@Test
	void startWhenPluginsResolveToNothingFails() {
		this.contextRunner.withBean(PlaceholderHandlers.class)
			.withPropertyValues("my.prefix=team", "my.capability=team.read", "my.plugins=")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("PlaceholderHandlers.get()")
				.hasMessageContaining("has no plugin in 'plugins': \"${my.plugins}\""));
	}

	@Test
	void startWhenPlaceholderHasNoValueFails() {
		this.contextRunner.withBean(PlaceholderHandlers.class)
			.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("has a placeholder without a value: \"${my.prefix}.get\""));
	}

	@Test
	void startWhenTwoHandlersForOneMethodFails() {
		this.contextRunner.withBean("acme", AcmeHandlers.class)
			.withBean("linear", LinearHandlers.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessage(
						"Host method 'name' has two handlers, %s.name() of bean 'acme' (for acme.*) "
								+ "and %s.linear() of bean 'linear' (for x, *.linear).",
						AcmeHandlers.class.getName(), LinearHandlers.class.getName()));
	}

	@Test
	void startWhenTwoBeansOfOneClassFails() {
		this.contextRunner.withBean("one", AcmeHandlers.class)
			.withBean("two", AcmeHandlers.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContainingAll("bean 'one'", "bean 'two'"));
	}

	@Test
	void startWhenCapabilityIsRequiredAndMissingFails() {
		this.contextRunner.withBean(StateHandlers.class)
			.withPropertyValues("plugin-host.handlers.require-capability=true")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("needs no capability, but plugin-host.handlers.require-capability is set"));
	}

	@Test
	void startWhenCapabilityIsRequiredAndPresentSucceeds() {
		this.contextRunner.withBean(PlaceholderHandlers.class)
			.withPropertyValues("plugin-host.handlers.require-capability=true", "my.prefix=team", "my.capability=x",
					"my.plugins=*")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void startWhenMethodHasNoNameFails() {
		this.contextRunner.withBean(NamelessHandlers.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("NamelessHandlers.nameless() of bean")
				.hasMessageContaining("has no method name"));
	}

	@Test
	void invokeWhenInterceptorsAndExceptionHandlersAppliesThemInOrder() {
		this.contextRunner.withBean(StateHandlers.class)
			.withUserConfiguration(AroundConfiguration.class)
			.run((context) -> {
				BeanHandlerRegistry registry = context.getBean(BeanHandlerRegistry.class);
				Optional<RegisteredHandler> get = registry.find("acme.linear", "state.get");
				assertThat(get.orElseThrow().invoke(RawJson.of("{\"key\":\"a\"}"), new FakeHostCall()))
					.isEqualTo("[(a of acme.linear)]");
				assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> invoke(registry, "state.missing"))
					.withMessage("first: none");
			});
	}

	@Test
	void wrapWhenHandlerIsAnotherAppliesInterceptors() {
		this.contextRunner.withUserConfiguration(AroundConfiguration.class).run((context) -> {
			BeanHandlerRegistry registry = context.getBean(BeanHandlerRegistry.class);
			RegisteredHandler handler = registry.wrap(new FakeHandler((params, call) -> "own"));
			assertThat(handler.invoke(null, new FakeHostCall())).isEqualTo("[(own)]");
			assertThat(handler.method()).isEqualTo("fake");
		});
	}

	@Test
	void wrapWhenNothingToApplyReturnsHandler() {
		this.contextRunner.run((context) -> {
			RegisteredHandler handler = new FakeHandler((params, call) -> "own");
			assertThat(context.getBean(BeanHandlerRegistry.class).wrap(handler)).isSameAs(handler);
		});
	}

	private static @Nullable Object invoke(BeanHandlerRegistry registry, String method) throws Exception {
		return registry.find("acme.linear", method).orElseThrow().invoke(null, new FakeHostCall());
	}

	private static @Nullable Object call(RegisteredHandler handler) {
		try {
			return handler.invoke(null, new FakeHostCall());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class StateHandlers {

		@HostHandler(value = "state.get", capability = "state.read", interruptible = true)
		private String get(String key, HostCall call) {
			return key + " of " + call.pluginId();
		}

		@HostHandler("state.clear")
		void clear() {
		}

		@HostHandler("state.missing")
		void missing() {
			throw new NoSuchElementException("none");
		}

	}

	static class AcmeHandlers {

		@HostHandler(value = "name", plugins = "acme.*")
		String name() {
			return "acme";
		}

	}

	static class OtherHandlers {

		@HostHandler(value = "name", plugins = { "other", "another" })
		String name() {
			return "other";
		}

	}

	static class LinearHandlers {

		@HostHandler(value = "name", plugins = { "x", "*.linear" })
		String linear() {
			return "linear";
		}

	}

	static class PlaceholderHandlers {

		@HostHandler(value = "${my.prefix}.get", capability = "${my.capability}", plugins = "${my.plugins}")
		String get() {
			return "";
		}

	}

	static class NamelessHandlers {

		@HostHandler("")
		void nameless() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AroundConfiguration {

		@Bean
		@Order(2)
		HostCallInterceptor inner() {
			return (call, invocation) -> "(" + invocation.proceed() + ")";
		}

		@Bean
		@Order(1)
		HostCallInterceptor outer() {
			return (call, invocation) -> "[" + invocation.proceed() + "]";
		}

		@Bean
		@Order(2)
		HostHandlerExceptionHandler second() {
			return (exception, call) -> new PluginRpcException(2, "second: " + exception.getMessage(), null);
		}

		@Bean
		@Order(1)
		HostHandlerExceptionHandler first() {
			return (exception, call) -> new PluginRpcException(1, "first: " + exception.getMessage(), null);
		}

	}

}
