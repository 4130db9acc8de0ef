package io.pluginhost.configtree;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ObjectUtils;

/**
 * Converts values to the types of JSON: maps, lists, text, numbers, booleans and
 * {@code null}.
 */
final class JsonValues {

	private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]*(\\.[0-9]*)?([eE][-+]?[0-9]{1,9})?");

	private JsonValues() {
	}

	/**
	 * Return a value with its text mapped, and values of other types converted to text.
	 */
	static @Nullable Object map(@Nullable Object value, Function<String, ?> text) {
		if (value instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> mapped = new LinkedHashMap<>();
			map.forEach((key, element) -> mapped.put(String.valueOf(key), map(element, text)));
			return mapped;
		}
		if (value instanceof Collection<?> collection) {
			List<@Nullable Object> mapped = new ArrayList<>();
			collection.forEach((element) -> mapped.add(map(element, text)));
			return mapped;
		}
		if (value instanceof byte[] bytes) {
			return Base64.getEncoder().encodeToString(bytes);
		}
		if (ObjectUtils.isArray(value)) {
			return map(Arrays.asList(ObjectUtils.toObjectArray(value)), text);
		}
		if (value == null || value instanceof Number || value instanceof Boolean) {
			return value;
		}
		return text.apply(String.valueOf(value));
	}

	static boolean isDecimal(String text) {
		return DECIMAL.matcher(text).matches() && text.chars().anyMatch(Character::isDigit);
	}

	/**
	 * Return an integer of the smallest type that holds it.
	 * @param text digits
	 */
	static Number integer(String text) {
		BigInteger number = new BigInteger(text);
		int bits = number.bitLength();
		return (bits < Integer.SIZE) ? (Number) number.intValue()
				: (bits < Long.SIZE) ? (Number) number.longValue() : number;
	}

	/**
	 * Return a {@link Double} if it has the same digits, as with 1.5 but not with 0.10,
	 * or a sign that a {@link BigDecimal} cannot have, as with −0.0; else a
	 * {@link BigDecimal}.
	 * @param text the number, with a fraction or an exponent
	 */
	static Number number(String text) {
		BigDecimal decimal = new BigDecimal(text);
		if (decimal.signum() == 0 && text.startsWith("-")) {
			return -0.0;
		}
		double number = decimal.doubleValue();
		boolean same = Double.isFinite(number) && BigDecimal.valueOf(number).equals(decimal);
		return same ? (Number) number : decimal;
	}

}
