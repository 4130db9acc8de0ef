package io.pluginhost.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostCallInterceptor;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.hostcall.RegisteredHandler;

/**
 * The host's errors for a test in the same JVM: with the exception of the host method as
 * the cause, of which a worker only receives a reference, and with the existing methods
 * if a name is misspelt. Safe for use by any thread.
 */
final class HostErrors implements HostCallInterceptor, Ordered {

	private final Supplier<HandlerRegistry> handlers;

	/** The last exception that no worker has received, by plugin and method. */
	private final Map<List<String>, Throwable> thrown = new ConcurrentHashMap<>();

	HostErrors(Supplier<HandlerRegistry> handlers) {
		this.handlers = handlers;
	}

	/**
	 * Ordered before all others, to record their exceptions too.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable Object intercept(HostCall call, Invocation invocation) throws Exception {
		List<String> key = List.of(call.pluginId(), call.method());
		this.thrown.remove(key);
		try {
			Object result = invocation.proceed();
			return (result instanceof CompletionStage<?> stage) ? stage.whenComplete((value, ex) -> keep(key, ex))
					: result;
		}
		catch (Exception | Error ex) {
			keep(key, ex);
			throw ex;
		}
	}

	/**
	 * Exceptions meant for the worker are not recorded.
	 */
	private void keep(List<String> key, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause != null && !(cause instanceof PluginRpcException)) {
			this.thrown.put(key, cause);
		}
	}

	/**
	 * Create the exception for the host's answer.
	 */
	PluginRpcException exception(String pluginId, String method, JsonNode error) {
		int code = error.path("code").asInt(0);
		String message = error.path("message").asString("");
		if (code == RpcErrorCodes.METHOD_NOT_FOUND) {
			message += "; those for plugin '%s' are %s".formatted(pluginId,
					this.handlers.get().findAll(pluginId).stream().map(RegisteredHandler::method).toList());
		}
		return new PluginRpcException(code, message, error.get("data"), pluginId, method,
				this.thrown.remove(List.of(pluginId, method)));
	}

}
