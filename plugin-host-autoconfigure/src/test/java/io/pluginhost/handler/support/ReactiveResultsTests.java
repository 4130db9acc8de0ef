package io.pluginhost.handler.support;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.pluginhost.PluginRpcException;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.HostHandlerExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveResults} and other results that come later.
 */
class ReactiveResultsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(RegistryConfiguration.class);

	private final FakeHostCall call = new FakeHostCall();

	@Test
	void invokeWhenMonoReturnsFuture() {
		this.contextRunner.withBean(MonoHandlers.class)
			.run((context) -> assertThat(future(context.getBean(BeanHandlerRegistry.class), "value"))
				.isCompletedWithValue("a"));
	}

	@Test
	void invokeWhenMonoIsEmptyReturnsFutureOfNull() {
		this.contextRunner.withBean(MonoHandlers.class).run((context) -> {
			assertThat(future(context.getBean(BeanHandlerRegistry.class), "empty")).isCompletedWithValue(null);
			assertThat(future(context.getBean(BeanHandlerRegistry.class), "null")).isCompletedWithValue(null);
		});
	}

	@Test
	void invokeWhenMonoFailsMapsException() {
		this.contextRunner.withBean(MonoHandlers.class)
			.withBean(HostHandlerExceptionHandler.class,
					() -> (exception, call) -> new PluginRpcException(1, "mapped " + exception.getMessage(), null))
			.run((context) -> assertThat(future(context.getBean(BeanHandlerRegistry.class), "failing"))
				.isCompletedExceptionally()
				.failsWithin(Duration.ZERO)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(PluginRpcException.class)
				.withMessage("mapped disk"));
	}

	@Test
	void invokeWhenCallIsCancelledCancelsSubscription() {
		this.contextRunner.withBean(MonoHandlers.class).run((context) -> {
			CompletableFuture<Object> future = future(context.getBean(BeanHandlerRegistry.class), "endless");
			assertThat(future).isNotDone();
			this.call.cancel();
			assertThat(future).isCancelled();
			assertThat(context.getBean(MonoHandlers.class).cancelled).isTrue();
		});
	}

	@Test
	void invokeWhenCompletionStageReturnsItAsItIs() {
		this.contextRunner.withBean(MonoHandlers.class)
			.run((context) -> assertThat(future(context.getBean(BeanHandlerRegistry.class), "stage"))
				.isSameAs(MonoHandlers.STAGE));
	}

	@Test
	void startWhenManyValuesFails() {
		this.contextRunner.withBean(FluxHandlers.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("returns a Flux, but a call has one result"));
		this.contextRunner.withBean(FlowHandlers.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("returns a Publisher, but a call has one result"));
	}

	@Test
	void startWhenReactorIsAbsentSucceeds() {
		this.contextRunner.withBean(PlainHandlers.class)
			.withClassLoader(new FilteredClassLoader("reactor"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void startWhenManyValuesAndReactorIsAbsentFails() {
		this.contextRunner.withBean(FlowHandlers.class)
			.withClassLoader(new FilteredClassLoader("reactor"))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("returns a Publisher, but a call has one result"));
	}

	@SuppressWarnings("unchecked")
	private CompletableFuture<Object> future(BeanHandlerRegistry registry, String method) throws Exception {
		Object result = registry.find("acme.linear", method).orElseThrow().invoke(null, this.call);
		assertThat(result).isInstanceOf(CompletionStage.class);
		return ((CompletionStage<Object>) result).toCompletableFuture();
	}

	static class MonoHandlers {

		static final CompletableFuture<String> STAGE = new CompletableFuture<>();

		private boolean cancelled;

		@HostHandler("value")
		Mono<String> value() {
			return Mono.just("a");
		}

		@HostHandler("empty")
		Mono<Void> empty() {
			return Mono.empty();
		}

		@HostHandler("null")
		@Nullable Mono<Void> nothing() {
			return null;
		}

		@HostHandler("failing")
		Mono<String> failing() {
			return Mono.error(new IOException("disk"));
		}

		@HostHandler("endless")
		Mono<String> endless() {
			return Mono.<String>never().doOnCancel(() -> this.cancelled = true);
		}

		@HostHandler("stage")
		CompletionStage<String> stage() {
			return STAGE;
		}

	}

	static class FluxHandlers {

		@HostHandler("many")
		Flux<String> many() {
			return Flux.empty();
		}

	}

	static class PlainHandlers {

		@HostHandler("stage")
		CompletionStage<String> stage() {
			return CompletableFuture.completedFuture("a");
		}

	}

	static class FlowHandlers {

		@HostHandler("many")
		Flow.@Nullable Publisher<String> many() {
			return null;
		}

	}

}
