package io.pluginhost.handler.support;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;

/**
 * Says to a worker what is wrong with its params. Names parameters and types and never a
 * value, which may be a secret and may end up in a log.
 */
final class BindingErrors {

	private static final Set<Class<?>> INTEGERS = Set.of(Byte.class, Short.class, Integer.class, Long.class,
			BigInteger.class);

	private BindingErrors() {
	}

	static PluginRpcException missing(String name, Class<?> type) {
		return error("Parameter '%s' is missing; it must be %s".formatted(name, expected(type)), null);
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
		if (ex instanceof StreamReadException) {
			return unreadable(ex);
		}
		String path = path(name, ex);
		String subject = path.isEmpty() ? "Params" : "Parameter '" + path + "'";
		if (ex instanceof PropertyBindingException) {
			return error(subject + " is not known", ex);
		}
		if (ex instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
			if (isAbsent(json.get(), ex.getPath())) {
				return missing(path, mismatch.getTargetType());
			}
			return error(subject + " must be " + expected(mismatch.getTargetType()), ex);
		}
		return path.equals(name) ? error(subject + " must be " + expected(type), ex)
				: error(subject + " is not valid", ex);
	}

	static PluginRpcException error(String message, @Nullable Throwable cause) {
		return new PluginRpcException(RpcErrorCodes.INVALID_PARAMS, message, null, null, null, cause);
	}

	/**
	 * Whether a path leads to a member that its object does not have.
	 */
	private static boolean isAbsent(JsonNode json, List<JacksonException.Reference> path) {
		JsonNode parent = json;
		for (JacksonException.Reference step : path) {
			String member = step.getPropertyName();
			if (member != null && parent.isObject() && !parent.has(member)) {
				return true;
			}
			parent = (member != null) ? parent.path(member) : parent.path(step.getIndex());
		}
		return false;
	}

	private static String path(String name, JacksonException ex) {
		StringBuilder path = new StringBuilder(name);
		for (JacksonException.Reference reference : ex.getPath()) {
			if (reference.getPropertyName() == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
			}
		}
		return path.toString();
	}

	private static String expected(Class<?> type) {
		Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
		if (boxed == Boolean.class) {
			return "a boolean";
		}
		if (INTEGERS.contains(boxed)) {
			return "an integer";
		}
		if (Number.class.isAssignableFrom(boxed)) {
			return "a number";
		}
		if (CharSequence.class.isAssignableFrom(boxed) || boxed == Character.class) {
			return "a string";
		}
		if (JsonNode.class == boxed || Object.class == boxed) {
			return "given";
		}
		if (Collection.class.isAssignableFrom(boxed) || (boxed.isArray() && boxed != byte[].class)) {
			return "an array";
		}
		return Map.class.isAssignableFrom(boxed) ? "an object" : "of type " + boxed.getSimpleName();
	}

}
