package io.pluginhost.handler.support;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginRpcException;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostCallInterceptor;
import io.pluginhost.handler.HostHandlerExceptionHandler;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link InterceptedHandler}.
 */
class InterceptedHandlerTests {

	private static final HostHandlerExceptionHandler IO_ONLY = (exception, call) -> (exception instanceof IOException)
			? new PluginRpcException(1, "disk", null) : null;

	private final HostCall call = new FakeHostCall();

	@Test
	void describesTheHandler() {
		InterceptedHandler handler = handler((params, call) -> null, List.of());
		assertThat(handler.method()).isEqualTo("fake");
		assertThat(handler.capability()).isEqualTo("fake.use");
		assertThat(handler.interruptible()).isTrue();
	}

	@Test
	void invokeWhenInterceptorDoesNotProceedDoesNotRunHandler() throws Exception {
		InterceptedHandler handler = handler((params, call) -> {
			throw new AssertionError();
		}, List.of((call, invocation) -> "cached"));
		assertThat(handler.invoke(null, this.call)).isEqualTo("cached");
	}

	@Test
	void invokeWhenInterceptorProceedsTwiceRunsHandlerTwice() throws Exception {
		int[] runs = new int[1];
		InterceptedHandler handler = handler((params, call) -> ++runs[0],
				List.of((call, invocation) -> List.of(invocation.proceed(), invocation.proceed())));
		assertThat(handler.invoke(null, this.call)).isEqualTo(List.of(1, 2));
	}

	@Test
	void invokeWhenInterceptorAsksShowsParams() throws Exception {
		HostCallInterceptor interceptor = (call, invocation) -> invocation.params().toString() + invocation.proceed();
		InterceptedHandler handler = handler((params, call) -> params, List.of(interceptor));
		assertThat(handler.invoke(RawJson.of("{\"a\" :1}"), this.call)).isEqualTo("{\"a\":1}{\"a\" :1}");
		assertThat(handler.invoke(null, this.call)).isEqualTo("nullnull");
	}

	@Test
	void invokeWhenInterceptorAsksForParamsThatAreNotJsonFails() {
		InterceptedHandler handler = handler((params, call) -> params,
				List.of((call, invocation) -> invocation.params()));
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> handler.invoke(RawJson.of("{\"a\":secret}"), this.call))
			.withMessage("Params are not valid JSON");
	}

	@Test
	void invokeWhenHandlerThrowsMapsException() {
		InterceptedHandler handler = handler((params, call) -> {
			throw new IOException("secret");
		}, List.of(), (exception, call) -> null, IO_ONLY);
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> handler.invoke(null, this.call))
			.withMessage("disk");
	}

	@Test
	void invokeWhenInterceptorThrowsMapsException() {
		InterceptedHandler handler = handler((params, call) -> null, List.of((call, invocation) -> {
			throw new IOException("secret");
		}), IO_ONLY);
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> handler.invoke(null, this.call))
			.withMessage("disk");
	}

	@Test
	void invokeWhenNoHandlerMapsExceptionThrowsIt() {
		InterceptedHandler handler = handler((params, call) -> {
			throw new IllegalStateException("mine");
		}, List.of(), IO_ONLY);
		assertThatIllegalStateException().isThrownBy(() -> handler.invoke(null, this.call)).withMessage("mine");
	}

	@Test
	void invokeWhenErrorForWorkerDoesNotMapIt() {
		InterceptedHandler handler = handler((params, call) -> {
			throw new PluginRpcException(7, "mine", null);
		}, List.of(), (exception, call) -> new IllegalStateException("mapped"));
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> handler.invoke(null, this.call))
			.withMessage("mine");
	}

	@Test
	void invokeWhenExceptionHandlerThrowsKeepsOriginal() {
		IOException original = new IOException("original");
		InterceptedHandler handler = handler((params, call) -> {
			throw original;
		}, List.of(), (exception, call) -> {
			throw new IllegalStateException("broken");
		});
		assertThatIllegalStateException().isThrownBy(() -> handler.invoke(null, this.call))
			.withMessage("broken")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).containsExactly(original));
	}

	@Test
	void invokeWhenResultFailsLaterMapsException() throws Exception {
		CompletableFuture<Object> result = new CompletableFuture<>();
		InterceptedHandler handler = handler((params, call) -> result.thenApply((value) -> value), List.of(), IO_ONLY);
		CompletionStage<?> stage = (CompletionStage<?>) handler.invoke(null, this.call);
		assertThat(stage).isNotNull();
		result.completeExceptionally(new CompletionException(new IOException("secret")));
		assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> stage.toCompletableFuture().join())
			.havingCause()
			.isInstanceOf(PluginRpcException.class)
			.withMessage("disk");
	}

	@Test
	void invokeWhenResultComesLaterReturnsIt() throws Exception {
		InterceptedHandler handler = handler((params, call) -> CompletableFuture.completedFuture(1), List.of(),
				IO_ONLY);
		assertThat((CompletionStage<?>) handler.invoke(null, this.call))
			.isCompletedWithValueMatching(Integer.valueOf(1)::equals);
	}

	private static InterceptedHandler handler(FakeHandler.Function function, List<HostCallInterceptor> interceptors,
			HostHandlerExceptionHandler... exceptionHandlers) {
		return new InterceptedHandler(new FakeHandler(function), interceptors, List.of(exceptionHandlers),
				new JsonCodec(JsonMapper.shared()));
	}

}
