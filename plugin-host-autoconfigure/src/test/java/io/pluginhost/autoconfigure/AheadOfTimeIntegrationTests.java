package io.pluginhost.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import io.pluginhost.client.ImportPluginClients;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that was processed ahead of time, run on the JVM from the code that was
 * generated: its plugins run, and its clients call them.
 */
@Tag("slow")
class AheadOfTimeIntegrationTests {

	@Test
	@CompileWithForkedClassLoader
	void applicationRunsFromGeneratedCode() {
		TestGenerationContext generation = new TestGenerationContext(Application.class);
		ClassName initializer = process(generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem()
			.with(generation)
			.compile((compiled) -> run(
					compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()), (context) -> {
						Echo echo = context.getBean(Echo.class);
						assertThat(echo.echo(new Message("a", List.of(new Part(1)))))
							.isEqualTo(new Message("a", List.of(new Part(1))));
						assertThat(echo.later("b").join()).isEqualTo(Map.of("text", "b"));
						assertThat(echo.textOf("c")).isEqualTo("c");
						assertThat(echo.askHost("numbers.next")).isEqualTo(new HostAnswer(new Answer(1)));
					}));
	}

	@Test
	void clientHasHints() {
		TestGenerationContext generation = new TestGenerationContext(Application.class);
		process(generation);
		RuntimeHints hints = generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Echo.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Echo.class, "later")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Echo.class, "textOf")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Message.class, "parts")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Part.class, "number")).accepts(hints);
	}

	@Test
	void hostMethodHasHints() {
		TestGenerationContext generation = new TestGenerationContext(Application.class);
		process(generation);
		RuntimeHints hints = generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(CountingNumbers.class, "next"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Numbers.class, "next")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Limits.class, "key")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Answer.class, "number")).accepts(hints);
	}

	private static ClassName process(TestGenerationContext generation) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			configure(context);
			context.register(Application.class);
			return new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
	}

	@SuppressWarnings("unchecked")
	private static void run(ApplicationContextInitializer<?> initializer, Consumer<GenericApplicationContext> what) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			configure(context);
			((ApplicationContextInitializer<GenericApplicationContext>) initializer).initialize(context);
			context.refresh();
			what.accept(context);
		}
	}

	private static void configure(GenericApplicationContext context) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String property : MischiefWorker.properties("echo")) {
			properties.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
		}
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, PluginHostAutoConfiguration.class })
	@ImportPluginClients(Echo.class)
	static class Application {

		@Bean
		CountingNumbers numbers() {
			return new CountingNumbers();
		}

	}

	interface Numbers {

		@HostHandler("numbers.next")
		CompletableFuture<Answer> next(Limits limits);

	}

	static class CountingNumbers implements Numbers {

		private final AtomicInteger number = new AtomicInteger();

		@Override
		public CompletableFuture<Answer> next(Limits limits) {
			return CompletableFuture
				.completedFuture(new Answer(limits.key().equals("k") ? this.number.incrementAndGet() : 0));
		}

	}

	record HostAnswer(Answer result) {
	}

	record Limits(String key) {
	}

	record Answer(int number) {
	}

	@PluginClient("echo")
	interface Echo {

		@PluginMethod("echo")
		Message echo(Message message);

		@PluginMethod("echo")
		CompletableFuture<Map<String, String>> later(String text);

		@PluginMethod("host")
		HostAnswer askHost(String text);

		default String textOf(String text) {
			return later(text).join().getOrDefault("text", "none");
		}

	}

	record Message(String text, List<Part> parts) {
	}

	record Part(int number) {
	}

}
