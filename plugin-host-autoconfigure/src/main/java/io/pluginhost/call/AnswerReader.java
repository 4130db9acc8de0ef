package io.pluginhost.call;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.JsonMismatch;
import io.pluginhost.json.RawJson;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.RpcFailureException;

/**
 * Reads a worker's answers as the types that applications ask for, and failures as
 * exceptions of the API. Safe for use by any thread.
 */
final class AnswerReader {

	private final String pluginId;

	private final JsonCodec json;

	private final Secrets secrets;

	AnswerReader(String pluginId, JsonCodec json, Secrets secrets) {
		this.pluginId = pluginId;
		this.json = json;
		this.secrets = secrets;
	}

	JsonNode readTree(String method, RawJson result) {
		try {
			return this.json.readTree(result);
		}
		catch (JacksonException ex) {
			throw unreadable(method, result, ex, JsonNode.class);
		}
	}

	<T> @Nullable T read(String method, RawJson result, Type type) {
		try {
			return this.json.read(result, type);
		}
		catch (JacksonException ex) {
			throw unreadable(method, result, ex, type);
		}
	}

	RuntimeException translate(String method, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof RpcFailureException rpc) {
			return new PluginRpcException(rpc.error().code(), rpc.error().message(), rpc.error().data(), this.pluginId,
					method, null);
		}
		return (cause instanceof RuntimeException runtime) ? runtime : new CompletionException(cause);
	}

	private PluginRpcException unreadable(String method, RawJson result, JacksonException cause, Type type) {
		JsonMismatch mismatch = JsonMismatch.of("", rawClass(type), cause, () -> this.json.readTree(result));
		String part = mismatch.path().isEmpty() ? "it" : "'" + this.secrets.redact(mismatch.path()) + "'";
		return new PluginRpcException(RpcErrorCodes.UNKNOWN,
				"Plugin '%s' answered '%s' with what cannot be read as %s: %s %s".formatted(this.pluginId, method,
						type.getTypeName(), part, mismatch.problem()),
				null, this.pluginId, method, printable(this.secrets.unlessRevealing(cause)));
	}

	private static @Nullable Throwable printable(@Nullable Throwable cause) {
		return (cause != null) ? PrintableThrowable.of(cause) : null;
	}

	private static Class<?> rawClass(Type type) {
		if (type instanceof ParameterizedType parameterized) {
			return rawClass(parameterized.getRawType());
		}
		return (type instanceof Class<?> rawClass) ? rawClass : Object.class;
	}

}
