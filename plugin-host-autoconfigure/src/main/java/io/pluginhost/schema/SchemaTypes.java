package io.pluginhost.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * The types that a JSON Schema requires of one part of a configuration, as far as that
 * can be determined without the value: references within the schema are followed, and all
 * alternatives and conditions apply. Immutable.
 */
public final class SchemaTypes {

	private static final List<String> COMBINATIONS = List.of("allOf", "anyOf", "oneOf");

	private static final List<String> CONDITIONS = List.of("then", "else");

	/** Schemas with endless references are rejected elsewhere. */
	private static final int MOST = 1000;

	private final @Nullable Object root;

	private final List<Map<?, ?>> schemas;

	private SchemaTypes(@Nullable Object root, List<?> schemas) {
		this.root = root;
		this.schemas = new ArrayList<>();
		Set<Map<?, ?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		schemas.forEach((schema) -> add(schema, seen));
	}

	/**
	 * Return the types of a whole configuration.
	 * @param schema the schema, or {@code null} for none
	 * @return the types
	 */
	public static SchemaTypes of(@Nullable Object schema) {
		return new SchemaTypes(schema, (schema != null) ? List.of(schema) : List.of());
	}

	private void add(@Nullable Object schema, Set<Map<?, ?>> seen) {
		if (!(schema instanceof Map<?, ?> map) || seen.size() >= MOST || !seen.add(map)) {
			return;
		}
		this.schemas.add(map);
		add(referred(map.get("$ref")), seen);
		for (String combination : COMBINATIONS) {
			if (map.get(combination) instanceof Collection<?> parts) {
				parts.forEach((part) -> add(part, seen));
			}
		}
		CONDITIONS.forEach((condition) -> add(map.get(condition), seen));
	}

	private @Nullable Object referred(@Nullable Object reference) {
		if (!(reference instanceof String pointer) || !pointer.startsWith("#")) {
			return null;
		}
		Object found = this.root;
		for (String step : pointer.substring(1).split("/")) {
			if (!step.isEmpty()) {
				found = (found instanceof Map<?, ?> map) ? map.get(step.replace("~1", "/").replace("~0", "~")) : null;
			}
		}
		return found;
	}

	/**
	 * Return the types of a member of an object.
	 * @param name the member's name
	 * @return the types
	 */
	public SchemaTypes member(String name) {
		List<Object> members = new ArrayList<>();
		for (Map<?, ?> schema : this.schemas) {
			boolean named = addIfPresent(get(schema, "properties", name), members);
			if (schema.get("patternProperties") instanceof Map<?, ?> patterns) {
				for (Map.Entry<?, ?> pattern : patterns.entrySet()) {
					named |= matches(String.valueOf(pattern.getKey()), name)
							&& addIfPresent(pattern.getValue(), members);
				}
			}
			if (!named) {
				addIfPresent(schema.get("additionalProperties"), members);
			}
		}
		return new SchemaTypes(this.root, members);
	}

	/**
	 * Return the types of an element of an array.
	 * @param index the index, from 0
	 * @return the types
	 */
	public SchemaTypes element(int index) {
		List<Object> elements = new ArrayList<>();
		for (Map<?, ?> schema : this.schemas) {
			boolean placed = false;
			for (String key : List.of("prefixItems", "items")) {
				placed |= schema.get(key) instanceof List<?> places && index < places.size()
						&& addIfPresent(places.get(index), elements);
			}
			if (!placed) {
				addIfPresent(schema.get("items"), elements);
				addIfPresent(schema.get("additionalItems"), elements);
			}
		}
		return new SchemaTypes(this.root, elements);
	}

	/**
	 * Return whether a value has to be of a type. Where text is allowed as well, or the
	 * schema does not specify a type, the type of the value that it replaces applies.
	 * @param type {@code Number} or {@code Boolean}
	 * @param underneath the value that it replaces, or {@code null}
	 * @return whether the value has to be of the type
	 */
	public boolean requires(Class<?> type, @Nullable Object underneath) {
		Set<Object> types = types();
		if (types.isEmpty()) {
			return type.isInstance(underneath);
		}
		boolean allowed = (type == Boolean.class) ? types.contains("boolean")
				: types.contains("number") || types.contains("integer");
		return allowed && (!types.contains("string") || type.isInstance(underneath));
	}

	private Set<Object> types() {
		Set<Object> types = new HashSet<>();
		for (Map<?, ?> schema : this.schemas) {
			Object type = schema.get("type");
			types
				.addAll((type instanceof Collection<?> several) ? several : (type != null) ? List.of(type) : List.of());
			if (schema.containsKey("const")) {
				types.add(typeOf(schema.get("const")));
			}
			if (type == null && schema.get("enum") instanceof Collection<?> values) {
				values.forEach((value) -> types.add(typeOf(value)));
			}
		}
		return types;
	}

	private static String typeOf(@Nullable Object value) {
		return (value instanceof Number) ? "number"
				: (value instanceof Boolean) ? "boolean" : (value instanceof String) ? "string" : "other";
	}

	private static boolean matches(String pattern, String name) {
		try {
			return Pattern.compile(pattern).matcher(name).find();
		}
		catch (PatternSyntaxException ex) {
			return false;
		}
	}

	private static @Nullable Object get(Map<?, ?> schema, String key, String name) {
		return (schema.get(key) instanceof Map<?, ?> map) ? map.get(name) : null;
	}

	private static boolean addIfPresent(@Nullable Object schema, List<Object> schemas) {
		return schema instanceof Map<?, ?> && schemas.add(schema);
	}

}
