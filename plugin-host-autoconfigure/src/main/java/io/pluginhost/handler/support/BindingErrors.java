package io.pluginhost.handler.support;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.JsonMismatch;

/**
 * Creates the errors for params that cannot be bound. They name parameters and types but
 * no values, which may be secret and may be logged.
 */
final class BindingErrors {

	private BindingErrors() {
	}

	static PluginRpcException missing(String name, Class<?> type) {
		return error(describe(JsonMismatch.missing(name, type)), null);
	}

	static PluginRpcException tooMany(int count, int most) {
		return error("Params hold %d values but the method takes at most %d".formatted(count, most), null);
	}

	static PluginRpcException noContainer() {
		return error("Params must be an object or an array", null);
	}

	static PluginRpcException unreadable(JacksonException ex) {
		return error("Params are not valid JSON", ex);
	}

	/**
	 * Create the error for a part of the wrong type.
	 * @param name the parameter, or an empty string for the whole params
	 * @param type the required type
	 * @param ex the failure
	 * @param json the value
	 */
	static PluginRpcException mismatch(String name, Class<?> type, JacksonException ex, Supplier<JsonNode> json) {
		JsonMismatch mismatch = JsonMismatch.of(name, type, ex, json);
		return mismatch.problem().equals(JsonMismatch.NOT_JSON) ? unreadable(ex) : error(describe(mismatch), ex);
	}

	private static String describe(JsonMismatch mismatch) {
		String subject = mismatch.path().isEmpty() ? "Params" : "Parameter '" + mismatch.path() + "'";
		return subject + " " + mismatch.problem();
	}

	static PluginRpcException error(String message, @Nullable Throwable cause) {
		return new PluginRpcException(RpcErrorCodes.INVALID_PARAMS, message, null, null, null, cause);
	}

}
