package io.pluginhost.json;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

/**
 * The reason why JSON could not be read as a type. Names members and types and never a
 * value, which may be a secret and may end up in a log.
 *
 * @param path the part that does not fit, such as {@code items[0].count}, empty for the
 * whole
 * @param problem what is wrong with it, such as {@code must be an integer}
 */
public record JsonMismatch(String path, String problem) {

	/** The problem with invalid JSON, whichever part was to be read. */
	public static final String NOT_JSON = "is not valid JSON";

	/** Keys of maps are the worker's to choose. */
	private static final int LONGEST_PATH = 200;

	private static final Map<Class<?>, String> RANGES = Map.of(Byte.class, range(Byte.MIN_VALUE, Byte.MAX_VALUE),
			Short.class, range(Short.MIN_VALUE, Short.MAX_VALUE), Integer.class,
			range(Integer.MIN_VALUE, Integer.MAX_VALUE), Long.class, range(Long.MIN_VALUE, Long.MAX_VALUE), Float.class,
			" of at most " + Float.MAX_VALUE, Double.class, " of at most " + Double.MAX_VALUE);

	private static final Set<Class<?>> INTEGERS = Set.of(Byte.class, Short.class, Integer.class, Long.class,
			BigInteger.class);

	private static final Map<Class<?>, Class<?>> BOXES = Map.of(boolean.class, Boolean.class, byte.class, Byte.class,
			short.class, Short.class, int.class, Integer.class, long.class, Long.class, float.class, Float.class,
			double.class, Double.class, char.class, Character.class);

	/**
	 * Return the reason why JSON could not be read.
	 * @param name the name of the whole, may be empty
	 * @param type the type that the whole was to be read as
	 * @param ex the exception of the parser
	 * @param json the JSON that could not be read
	 * @return the part that does not fit
	 */
	public static JsonMismatch of(String name, Class<?> type, JacksonException ex, Supplier<JsonNode> json) {
		String path = path(name, ex);
		if (ex instanceof InputCoercionException number) {
			return new JsonMismatch(path, "must be " + withRange(number, path.equals(name) ? type : null));
		}
		if (ex instanceof StreamReadException) {
			return new JsonMismatch("", NOT_JSON);
		}
		if (ex instanceof PropertyBindingException) {
			return new JsonMismatch(path, "is not known");
		}
		if (ex instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
			try {
				return isAbsent(json.get(), ex.getPath()) ? missing(path, mismatch.getTargetType())
						: new JsonMismatch(path, "must be " + expected(mismatch.getTargetType()));
			}
			catch (JacksonException broken) {
				return new JsonMismatch("", NOT_JSON);
			}
		}
		return new JsonMismatch(path, path.equals(name) ? "must be " + expected(type) : "is not valid");
	}

	/**
	 * Create a mismatch for a part that is missing.
	 * @param path the part
	 * @param type the type it should have had
	 * @return the part that is missing
	 */
	public static JsonMismatch missing(String path, Class<?> type) {
		return new JsonMismatch(path, "is missing; it must be " + expected(type));
	}

	private static String range(long least, long most) {
		return " from %d to %d".formatted(least, most);
	}

	/**
	 * Jackson reads the smaller integers as larger ones, and says so, so the type that is
	 * known counts.
	 */
	private static String withRange(InputCoercionException ex, @Nullable Class<?> known) {
		Class<?> type = box((known != null && RANGES.containsKey(box(known))) ? known : ex.getTargetType());
		return expected(type) + RANGES.getOrDefault(type, "");
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
		return (path.length() <= LONGEST_PATH) ? path.toString() : path.substring(0, LONGEST_PATH) + "…";
	}

	private static String expected(Class<?> type) {
		Class<?> boxed = box(type);
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

	private static Class<?> box(Class<?> type) {
		return BOXES.getOrDefault(type, type);
	}

}
