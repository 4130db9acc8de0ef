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
 * The host's errors as a test sees them, which lives in the same JVM: with what a host
 * method has thrown as the cause, of which a worker only gets a reference, and with the
 * methods there are where one was misspelt. Safe for use by any number of threads.
 */
final class HostErrors implements HostCallInterceptor, Ordered {

	private final Supplier<HandlerRegistry> handlers;

	/** By plugin and method: what was thrown last, and no worker has heard of. */
	private final Map<List<String>, Throwable> thrown = new ConcurrentHashMap<>();

	HostErrors(Supplier<HandlerRegistry> handlers) {
		this.handlers = handlers;
	}

	/**
	 * Before all others: what they throw counts too.
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
	 * What is meant for the worker says what it says.
	 */
	private void keep(List<String> key, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause != null && !(cause instanceof PluginRpcException)) {
			this.thrown.put(key, cause);
		}
	}

	/**
	 * Make an exception of the host's answer.
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
