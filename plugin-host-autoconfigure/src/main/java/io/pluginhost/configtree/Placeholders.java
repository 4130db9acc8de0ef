package io.pluginhost.configtree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.PropertyResolver;
import org.springframework.util.PlaceholderResolutionException;

import io.pluginhost.schema.SchemaTypes;

/**
 * Resolves placeholders in configured values. A placeholder that cannot be resolved is a
 * mistake unless a source of higher precedence replaces the value. A value that consists
 * of a single placeholder is converted to the required type.
 */
public final class Placeholders {

	/** What to do where one cannot be resolved. */
	static final String ACTION = "Set the property or environment variable that the placeholder names, give it a default as in "
			+ "'${name:default}', or write '\\${name}' where the text is meant as it stands.";

	private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

	private static final Pattern NUMBER = Pattern.compile(INTEGER + "(\\.[0-9]+)?([eE][-+]?[0-9]{1,9})?");

	private final PropertyResolver resolver;

	private final ConfigurationMistakes mistakes;

	Placeholders(PropertyResolver resolver, ConfigurationMistakes mistakes) {
		this.resolver = resolver;
		this.mistakes = mistakes;
	}

	/**
	 * Resolve the placeholders in all text of a value.
	 * @param property where the value is set
	 * @param value the value
	 * @return the value, of the types of JSON, with a {@link Resolved} for each text that
	 * had placeholders
	 */
	@Nullable Object value(String property, @Nullable Object value) {
		return JsonValues.map(value, (text) -> resolve(property, text, isSingle(text)));
	}

	/**
	 * Return a function that resolves placeholders within text that remains text.
	 */
	Function<String, Object> within(String property) {
		return (text) -> resolve(property, text, false);
	}

	private Object resolve(String property, String text, boolean single) {
		if (!text.contains("${")) {
			return text;
		}
		try {
			return new Resolved(property, text(text), single, null, null);
		}
		catch (UnresolvedPlaceholderException ex) {
			return new Resolved(property, text, false, ex.getMessage(), null);
		}
	}

	String text(String text) {
		return resolve(text, this.resolver);
	}

	/**
	 * Find a placeholder that cannot be resolved.
	 * @param property the property whose text it is
	 * @param origin where the property is set, if known
	 * @param text the text
	 * @param resolver resolves placeholders
	 * @return the mistake, or {@code null} if all can be resolved
	 */
	public static @Nullable ConfigurationMistake findUnresolved(String property, @Nullable Origin origin, String text,
			PropertyResolver resolver) {
		try {
			resolve(text, resolver);
			return null;
		}
		catch (UnresolvedPlaceholderException ex) {
			return new ConfigurationMistake(property, origin, String.valueOf(ex.getMessage()), ACTION);
		}
	}

	/**
	 * Resolve the placeholders in a text at once.
	 * @throws UnresolvedPlaceholderException if one cannot be resolved
	 */
	private static String resolve(String text, PropertyResolver resolver) {
		try {
			return resolver.resolveRequiredPlaceholders(text);
		}
		catch (IllegalArgumentException ex) {
			throw new UnresolvedPlaceholderException(problem(ex));
		}
	}

	/**
	 * The text is not quoted, since other parts of it may be secret.
	 */
	private static String problem(IllegalArgumentException ex) {
		String placeholder = (ex instanceof PlaceholderResolutionException unresolved) ? unresolved.getPlaceholder()
				: null;
		if (placeholder == null) {
			return "has a placeholder that cannot be resolved";
		}
		boolean circular = String.valueOf(ex.getMessage()).startsWith("Circular");
		return circular ? "has the placeholder '${%s}', which leads back to itself".formatted(placeholder)
				: "has the placeholder '${%s}', for which there is no value".formatted(placeholder);
	}

	/**
	 * Return whether a text is one placeholder, from its beginning to its end.
	 */
	private static boolean isSingle(String text) {
		if (!text.startsWith("${")) {
			return false;
		}
		int depth = 0;
		for (int i = 1; i < text.length(); i++) {
			char character = text.charAt(i);
			depth += (character == '{') ? 1 : (character == '}') ? -1 : 0;
			if (depth == 0) {
				return i == text.length() - 1;
			}
		}
		return false;
	}

	/**
	 * Convert values that had placeholders to the required types, once values have been
	 * merged.
	 * @param values the values
	 * @param schema the required types
	 * @return the values to send to the worker
	 */
	Map<String, @Nullable Object> settle(Map<String, @Nullable Object> values, SchemaTypes schema) {
		Map<String, @Nullable Object> settled = new LinkedHashMap<>();
		values.forEach((name, value) -> settled.put(name, settleValue(value, schema.member(name))));
		return settled;
	}

	@SuppressWarnings("unchecked")
	private @Nullable Object settleValue(@Nullable Object value, SchemaTypes schema) {
		if (value instanceof Map<?, ?> map) {
			return settle((Map<String, @Nullable Object>) map, schema);
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> settled = new ArrayList<>();
			list.forEach((element) -> settled.add(settleValue(element, schema.element(settled.size()))));
			return settled;
		}
		return (value instanceof Resolved resolved) ? settle(resolved, schema) : value;
	}

	private Object settle(Resolved resolved, SchemaTypes schema) {
		if (resolved.problem() != null) {
			this.mistakes.add(resolved.property(), resolved.problem(), ACTION);
		}
		String text = resolved.text().strip();
		if (!resolved.single()) {
			return resolved.text();
		}
		Object underneath = resolved.underneath();
		if (schema.requires(Boolean.class, underneath) && text.matches("(?i)true|false")) {
			return Boolean.valueOf(text);
		}
		if (schema.requires(Number.class, underneath) && NUMBER.matcher(text).matches()) {
			return INTEGER.matcher(text).matches() ? JsonValues.integer(text) : JsonValues.number(text);
		}
		return resolved.text();
	}

	/**
	 * Thrown when a placeholder has no value. The message is the problem of a property.
	 */
	static final class UnresolvedPlaceholderException extends IllegalArgumentException {

		UnresolvedPlaceholderException(String problem) {
			super(problem);
		}

	}

	/**
	 * A text that had placeholders.
	 *
	 * @param property the property that it is set by
	 * @param text the text, resolved unless there is a problem
	 * @param single whether it consisted of a single placeholder
	 * @param problem why it cannot be resolved, or {@code null}
	 * @param underneath the value that it replaces, or {@code null}
	 */
	record Resolved(String property, String text, boolean single, @Nullable String problem,
			@Nullable Object underneath) {

		Resolved over(@Nullable Object value) {
			Object replaced = (value instanceof Resolved other) ? other.underneath() : value;
			return new Resolved(this.property, this.text, this.single, this.problem, replaced);
		}

		/**
		 * Return the property alone: the text may be secret.
		 */
		@Override
		public String toString() {
			return "Resolved[" + this.property + "]";
		}

	}

}
