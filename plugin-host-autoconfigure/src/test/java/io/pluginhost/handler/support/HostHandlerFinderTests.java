package io.pluginhost.handler.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;

import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.Param;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostHandlerFinder} and {@link HandlerBean}: whatever a bean is made
 * of, its methods are found and run.
 */
class HostHandlerFinderTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(RegistryConfiguration.class);

	@Test
	void findWhenClassProxyRunsMethodThroughProxy() {
		this.contextRunner.withBean("handlers", CountingHandlers.class)
			.withUserConfiguration(ClassProxyConfiguration.class)
			.run((context) -> {
				assertThat(AopUtils.isCglibProxy(context.getBean("handlers"))).isTrue();
				assertThat(invoke(context, "count")).isEqualTo("proxied 1");
			});
	}

	@Test
	void findWhenInterfaceProxyRunsMethodThroughProxy() {
		this.contextRunner.withBean("handlers", NamedHandlers.class)
			.withUserConfiguration(InterfaceProxyConfiguration.class)
			.run((context) -> {
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean("handlers"))).isTrue();
				assertThat(invoke(context, "name")).isEqualTo("proxied x");
			});
	}

	@Test
	void findWhenInterfaceProxyDoesNotHaveMethodFails() {
		this.contextRunner.withBean("handlers", HiddenHandlers.class)
			.withUserConfiguration(InterfaceProxyConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining(
						"HiddenHandlers.hidden() of bean 'handlers' cannot be called through " + "the bean's proxy"));
	}

	@Test
	void findWhenProxyIsMadeByHandRunsMethodThroughProxy() {
		this.contextRunner.withBean("handlers", Named.class, () -> {
			ProxyFactory proxyFactory = new ProxyFactory(new NamedHandlers());
			proxyFactory.addAdvice(proxied());
			return (Named) proxyFactory.getProxy();
		}).run((context) -> assertThat(invoke(context, "name")).isEqualTo("proxied x"));
	}

	@Test
	void findWhenDeclaredInInterfaceRunsMethod() {
		this.contextRunner.withBean(NamedHandlers.class)
			.run((context) -> assertThat(invoke(context, "declared-there")).isEqualTo("y"));
	}

	@Test
	void findWhenDeclaredInSuperclassRunsMethodOnce() {
		this.contextRunner.withBean(SubHandlers.class)
			.run((context) -> assertThat(invoke(context, "count")).isEqualTo("sub"));
	}

	@Test
	void findWhenMetaAnnotatedUsesAttributes() {
		this.contextRunner.withBean(MetaHandlers.class).run((context) -> {
			assertThat(invoke(context, "meta")).isEqualTo("meta");
			assertThat(context.getBean(BeanHandlerRegistry.class).find("a", "meta").orElseThrow().capability())
				.isEqualTo("read");
		});
	}

	@Test
	void findWhenMethodOfConfigurationClassRunsMethod() {
		this.contextRunner.withUserConfiguration(HandlersConfiguration.class)
			.run((context) -> assertThat(invoke(context, "configured")).isEqualTo("configured"));
	}

	@Test
	void findWhenStaticMethodRunsMethod() {
		this.contextRunner.withBean(StaticHandlers.class)
			.run((context) -> assertThat(invoke(context, "static")).isEqualTo("static"));
	}

	@Test
	void findWhenDeclaredTypeHasNoHandlersLooksAtInstance() {
		this.contextRunner.withUserConfiguration(ObjectConfiguration.class)
			.run((context) -> assertThat(invoke(context, "count")).isEqualTo("1"));
	}

	@Test
	void findWhenLazyDoesNotMakeBeanBeforeFirstCall() {
		CountingHandlers.made.set(0);
		this.contextRunner.withUserConfiguration(LazyConfiguration.class).run((context) -> {
			assertThat(context.getBean(BeanHandlerRegistry.class).findAll("a")).hasSize(1);
			assertThat(CountingHandlers.made).hasValue(0);
			assertThat(invoke(context, "count")).isEqualTo("1");
			assertThat(invoke(context, "count")).isEqualTo("2");
			assertThat(CountingHandlers.made).hasValue(1);
		});
	}

	@Test
	void findWhenLazyAndProxiedRunsMethodThroughProxy() {
		this.contextRunner
			.withBean("handlers", NamedHandlers.class, NamedHandlers::new, (definition) -> definition.setLazyInit(true))
			.withUserConfiguration(InterfaceProxyConfiguration.class)
			.run((context) -> assertThat(invoke(context, "name")).isEqualTo("proxied x"));
	}

	@Test
	void findWhenPrototypeMakesBeanForEveryCall() {
		this.contextRunner
			.withBean("handlers", CountingHandlers.class, CountingHandlers::new,
					(definition) -> definition.setScope("prototype"))
			.run((context) -> {
				assertThat(invoke(context, "count")).isEqualTo("1");
				assertThat(invoke(context, "count")).isEqualTo("1");
			});
	}

	@Test
	void findWhenScopedProxyFindsMethodOnce() {
		this.contextRunner.withUserConfiguration(ScopedProxyConfiguration.class).run((context) -> {
			assertThat(context.getBean(BeanHandlerRegistry.class).findAll("a")).hasSize(1);
			assertThat(invoke(context, "count")).isEqualTo("1");
			assertThat(invoke(context, "count")).isEqualTo("1");
		});
	}

	@Test
	void findWhenRequestScopedFails() {
		Consumer<AssertableApplicationContext> fails = (context) -> assertThat(context).getFailure()
			.isInstanceOf(InvalidHostHandlerException.class)
			.hasMessageContaining("CountingHandlers.count()")
			.hasMessageContaining("is of scope 'request'");
		this.contextRunner
			.withBean("handlers", CountingHandlers.class, CountingHandlers::new,
					(definition) -> definition.setScope("request"))
			.run(fails::accept);
		this.contextRunner.withUserConfiguration(RequestScopedProxyConfiguration.class).run(fails::accept);
	}

	@Test
	void findWhenInvokedEarlyFindsHandlersByType() {
		this.contextRunner.withBean(CountingHandlers.class)
			.withUserConfiguration(EarlyConfiguration.class)
			.run((context) -> assertThat(context.getBean("found", Integer.class)).isEqualTo(1));
	}

	private static @Nullable Object invoke(AssertableApplicationContext context, String method) throws Exception {
		return context.getBean(BeanHandlerRegistry.class)
			.find("acme.linear", method)
			.orElseThrow()
			.invoke(RawJson.of("{\"named-there\":\"y\",\"text\":\"x\"}"), new FakeHostCall());
	}

	private static MethodInterceptor proxied() {
		return (invocation) -> "proxied " + invocation.proceed();
	}

	static class CountingHandlers {

		static final AtomicInteger made = new AtomicInteger();

		private int count;

		CountingHandlers() {
			made.incrementAndGet();
		}

		@HostHandler("count")
		String count() {
			return String.valueOf(++this.count);
		}

	}

	static class SubHandlers extends CountingHandlers {

		@Override
		String count() {
			return "sub";
		}

	}

	interface Named {

		String name(String text);

		@HostHandler("declared-there")
		String declared(@Param("named-there") String text);

	}

	static class NamedHandlers implements Named {

		@Override
		@HostHandler("name")
		public String name(String text) {
			return text;
		}

		@Override
		public String declared(String text) {
			return text;
		}

	}

	static class HiddenHandlers implements Runnable {

		@HostHandler("hidden")
		String hidden() {
			return "";
		}

		@Override
		public void run() {
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@HostHandler(value = "", capability = "read")
	@interface Reads {

		@AliasFor(annotation = HostHandler.class, attribute = "value")
		String method();

	}

	static class MetaHandlers {

		@Reads(method = "meta")
		String meta() {
			return "meta";
		}

	}

	static class StaticHandlers {

		@HostHandler("static")
		static String get() {
			return "static";
		}

	}

	@Configuration
	static class HandlersConfiguration {

		@HostHandler("configured")
		String configured() {
			return "configured";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ObjectConfiguration {

		@Bean
		Object handlers() {
			return new CountingHandlers();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		CountingHandlers handlers() {
			return new CountingHandlers();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedProxyConfiguration {

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		CountingHandlers handlers() {
			return new CountingHandlers();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RequestScopedProxyConfiguration {

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		CountingHandlers handlers() {
			return new CountingHandlers();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyConfiguration {

		@Bean
		Integer found(BeanHandlerRegistry registry) {
			return registry.findAll("a").size();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassProxyConfiguration {

		@Bean
		static BeanNameAutoProxyCreator proxyCreator() {
			BeanNameAutoProxyCreator proxyCreator = new BeanNameAutoProxyCreator();
			proxyCreator.setBeanNames("handlers");
			proxyCreator.setInterceptorNames("proxied");
			proxyCreator.setProxyTargetClass(true);
			return proxyCreator;
		}

		@Bean
		static MethodInterceptor proxied() {
			return HostHandlerFinderTests.proxied();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceProxyConfiguration {

		@Bean
		static BeanNameAutoProxyCreator proxyCreator() {
			BeanNameAutoProxyCreator proxyCreator = new BeanNameAutoProxyCreator();
			proxyCreator.setBeanNames("handlers");
			proxyCreator.setInterceptorNames("proxied");
			return proxyCreator;
		}

		@Bean
		static MethodInterceptor proxied() {
			return HostHandlerFinderTests.proxied();
		}

	}

}
