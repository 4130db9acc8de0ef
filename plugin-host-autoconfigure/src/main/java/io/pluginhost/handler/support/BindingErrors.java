package io.pluginhost.handler.support;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.JsonMismatch;

/**
 * Says to a worker what is wrong with its params. Names parameters and types and never a
 * value, which may be a secret and may end up in a log.
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
	 * Say which part does not fit.
	 * @param name the parameter, or an empty text for the whole params
	 * @param type the type it should have had
	 * @param ex why it could not be read
	 * @param json what could not be read
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
