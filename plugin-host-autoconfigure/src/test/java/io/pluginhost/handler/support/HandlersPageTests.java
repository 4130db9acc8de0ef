package io.pluginhost.handler.support;

import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.AnnotationConfigRegistry;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.StringNode;

import io.pluginhost.DocumentationPage;
import io.pluginhost.PluginRpcException;
import io.pluginhost.handler.HostHandlerExceptionHandler;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code in {@code docs/handlers.md} compiles, and its beans do what the page says.
 */
class HandlersPageTests {

	private final List<Class<?>> types;

	HandlersPageTests(@TempDir Path directory) {
		this.types = DocumentationPage.read("docs/handlers.md").compile(directory.resolve("page"));
	}

	@Test
	void methodsOnThePageAreFound() {
		run((registry, context) -> {
			assertThat(registry.findAll("acme.linear")).extracting(RegisteredHandler::method)
				.containsExactly("export.run", "search.find", "state.get", "state.set");
			assertThat(registry.findAll("other")).extracting(RegisteredHandler::method)
				.containsExactly("search.find", "state.get", "state.set");
			assertThat(find(registry, "state.set").capability()).isEqualTo("state.write");
		});
	}

	@Test
	void paramsAreBoundAsThePageSays() {
		run((registry, context) -> {
			invoke(registry, "state.set", "{\"scopeKind\":\"team\",\"stateKey\":\"a\",\"value\":\"b\"}");
			assertThat(invoke(registry, "state.get", "{\"scopeKind\":\"team\",\"stateKey\":\"a\"}"))
				.isEqualTo(StringNode.valueOf("b"));
			assertThat(invoke(registry, "search.find", "{\"q\":{\"text\":\"t\"},\"limit\":3}"))
				.isEqualTo(List.of("t", "null", "3"));
			assertThat(invoke(registry, "export.run", "{}")).isEqualTo(3);
		});
	}

	@Test
	void interceptorAndExceptionHandlerAreAsked() {
		run((registry, context) -> {
			invoke(registry, "export.run", "{}");
			Object audit = context.getBean("audit");
			assertThat(audit).extracting("calls").asString().isEqualTo("[acme.linear state.get]");
			HostHandlerExceptionHandler errors = context.getBean(HostHandlerExceptionHandler.class);
			@Nullable RuntimeException mapped = errors.handle(new NoSuchElementException(), new FakeHostCall());
			assertThat(mapped).isInstanceOfSatisfying(PluginRpcException.class,
					(exception) -> assertThat(exception.code()).isEqualTo(404));
			assertThat(errors.handle(new IllegalStateException(), new FakeHostCall())).isNull();
		});
	}

	private void run(Check check) {
		Class<?>[] components = this.types.stream()
			.filter((type) -> type.isAnnotationPresent(Component.class))
			.toArray(Class<?>[]::new);
		assertThat(components).hasSize(5);
		new ApplicationContextRunner(AnnotationConfigApplicationContext::new)
			.withUserConfiguration(RegistryConfiguration.class)
			.withInitializer((context) -> ((AnnotationConfigRegistry) context).register(components))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				check.check(context.getBean(BeanHandlerRegistry.class), context);
			});
	}

	private static RegisteredHandler find(BeanHandlerRegistry registry, String method) {
		Optional<RegisteredHandler> handler = registry.find("acme.linear", method);
		return handler.orElseThrow();
	}

	private static @Nullable Object invoke(BeanHandlerRegistry registry, String method, String params)
			throws Exception {
		return find(registry, method).invoke(RawJson.of(params), new FakeHostCall());
	}

	/**
	 * What is to hold of the page's beans.
	 */
	private interface Check {

		void check(BeanHandlerRegistry registry, ApplicationContext context) throws Exception;

	}

}
