package io.pluginhost.handler.support;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostCallInterceptor;
import io.pluginhost.handler.HostHandlerExceptionHandler;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;

/**
 * A handler with the application's interceptors. Its exceptions are mapped, whether they
 * are thrown or complete the result.
 *
 * @param handler the handler
 * @param interceptors wrap every call, the first outermost
 * @param exceptionHandlers map exceptions, the first that can
 * @param codec reads the params for interceptors
 */
record InterceptedHandler(RegisteredHandler handler, List<HostCallInterceptor> interceptors,
		List<HostHandlerExceptionHandler> exceptionHandlers, JsonCodec codec) implements RegisteredHandler {

	@Override
	public String method() {
		return this.handler.method();
	}

	@Override
	public String capability() {
		return this.handler.capability();
	}

	@Override
	public boolean interruptible() {
		return this.handler.interruptible();
	}

	@Override
	public @Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception {
		Object result;
		try {
			result = new Rest(0, params, call).proceed();
		}
		catch (Exception | Error ex) {
			ReflectionUtils.rethrowException(map(ex, call));
			throw ex;
		}
		return (result instanceof CompletionStage<?> stage && !this.exceptionHandlers.isEmpty()) ? mapLater(stage, call)
				: result;
	}

	private <T> CompletionStage<T> mapLater(CompletionStage<T> stage, HostCall call) {
		return stage.exceptionallyCompose((ex) -> CompletableFuture.failedFuture(map(unwrap(ex), call)));
	}

	private Throwable map(Throwable exception, HostCall call) {
		if (exception instanceof PluginRpcException) {
			return exception;
		}
		try {
			for (HostHandlerExceptionHandler exceptionHandler : this.exceptionHandlers) {
				RuntimeException mapped = exceptionHandler.handle(exception, call);
				if (mapped != null) {
					return mapped;
				}
			}
			return exception;
		}
		catch (RuntimeException ex) {
			if (ex != exception) {
				ex.addSuppressed(exception);
			}
			return ex;
		}
	}

	private static Throwable unwrap(Throwable exception) {
		boolean wrapper = exception instanceof CompletionException || exception instanceof ExecutionException;
		Throwable cause = exception.getCause();
		return (wrapper && cause != null) ? unwrap(cause) : exception;
	}

	/**
	 * The remaining interceptors and the handler.
	 */
	private final class Rest implements HostCallInterceptor.Invocation {

		private final int next;

		private final @Nullable RawJson params;

		private final HostCall call;

		Rest(int next, @Nullable RawJson params, HostCall call) {
			this.next = next;
			this.params = params;
			this.call = call;
		}

		@Override
		public JsonNode params() {
			try {
				return InterceptedHandler.this.codec.readTree(this.params);
			}
			catch (JacksonException ex) {
				throw BindingErrors.unreadable(ex);
			}
		}

		@Override
		public @Nullable Object proceed() throws Exception {
			List<HostCallInterceptor> all = InterceptedHandler.this.interceptors;
			return (this.next < all.size())
					? all.get(this.next).intercept(this.call, new Rest(this.next + 1, this.params, this.call))
					: InterceptedHandler.this.handler.invoke(this.params, this.call);
		}

	}

}
