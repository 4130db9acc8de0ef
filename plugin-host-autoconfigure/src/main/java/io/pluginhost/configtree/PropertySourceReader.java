package io.pluginhost.configtree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.Resource;

import io.pluginhost.configtree.PropertyPath.Element;

/**
 * Reads the properties of one property source below a prefix, with their types.
 * Properties of a YAML file are read from the file's own document, since the property
 * source has lost empty values and {@code null}; text is read from the property source,
 * which may have decrypted it. Not safe for use by several threads.
 */
final class PropertySourceReader {

	private static final Logger logger = LoggerFactory.getLogger(PropertySourceReader.class);

	private final Placeholders placeholders;

	private final Map<Resource, List<YamlDocument>> yamlFiles = new HashMap<>();

	private final Map<String, List<Element>> paths = new HashMap<>();

	PropertySourceReader(Placeholders placeholders) {
		this.placeholders = placeholders;
	}

	/**
	 * Read the properties of a source.
	 * @param source the property source
	 * @param prefix the beginning of the properties' names
	 * @return the values, of the types of JSON
	 * @throws IllegalArgumentException if they are not a map, or a list has a gap
	 */
	Map<String, @Nullable Object> read(EnumerablePropertySource<?> source, PropertyPrefix prefix) {
		ConfigTree tree = new ConfigTree();
		YamlDocument document = yamlDocument(source);
		if (document != null) {
			new Walk(source).mapping(document.content(), List.of(), "", prefix::mayLeadTo,
					(path, value) -> put(tree, prefix.rest(path), value));
		}
		else {
			for (String name : source.getPropertyNames()) {
				put(tree, prefix.rest(this.paths.computeIfAbsent(name, PropertyPath::parse)),
						() -> this.placeholders.value(name, source.getProperty(name)));
			}
		}
		return tree.toMap();
	}

	private static void put(ConfigTree tree, @Nullable List<Element> path, Supplier<@Nullable Object> value) {
		if (path != null && !path.isEmpty()) {
			tree.put(path, value.get());
		}
		else if (path != null && !isEmpty(value.get())) {
			throw new IllegalArgumentException("is not a map");
		}
	}

	private static boolean isEmpty(@Nullable Object value) {
		return value == null || value.equals("") || value.equals(Map.of());
	}

	private @Nullable YamlDocument yamlDocument(EnumerablePropertySource<?> source) {
		for (String name : source.getPropertyNames()) {
			Origin origin = OriginLookup.getOrigin(source, name);
			if (origin instanceof TextResourceOrigin text && text.getResource() != null && text.getLocation() != null) {
				int line = text.getLocation().getLine();
				int column = text.getLocation().getColumn();
				return yamlFile(text.getResource()).stream()
					.filter((document) -> !document.startsAfter(line, column))
					.reduce((first, second) -> second)
					.orElse(null);
			}
		}
		return null;
	}

	private List<YamlDocument> yamlFile(Resource resource) {
		String filename = Objects.requireNonNullElse(resource.getFilename(), "");
		if (filename.endsWith(".properties") || filename.endsWith(".xml")) {
			return List.of();
		}
		return this.yamlFiles.computeIfAbsent(resource, (key) -> {
			try {
				return YamlDocument.readAll(resource);
			}
			catch (IOException ex) {
				logger.warn("{} cannot be read again: empty lists, empty maps and nulls in it become empty text",
						resource, ex);
				return List.of();
			}
		});
	}

	/**
	 * Traverses a document, with the names that Spring Boot gives to its values.
	 */
	private final class Walk {

		private final EnumerablePropertySource<?> source;

		Walk(EnumerablePropertySource<?> source) {
			this.source = source;
		}

		void mapping(Map<?, ?> mapping, List<Element> path, String name, Predicate<List<Element>> wanted,
				BiConsumer<List<Element>, Supplier<@Nullable Object>> values) {
			mapping.forEach((key, value) -> {
				List<Element> childPath = new ArrayList<>(path);
				childPath.addAll(PropertyPath.parseKey((String) key));
				String childName = childName(name, (String) key);
				if (value instanceof Map<?, ?> map && !map.isEmpty()) {
					if (wanted.test(childPath)) {
						mapping(map, childPath, childName, wanted, values);
					}
				}
				else {
					values.accept(childPath, () -> leaf(value, childName));
				}
			});
		}

		private @Nullable Object leaf(@Nullable Object value, String name) {
			if (value instanceof Map<?, ?> map) {
				ConfigTree tree = new ConfigTree();
				mapping(map, List.of(), name, (path) -> true, (path, leaf) -> tree.put(path, leaf.get()));
				return tree.toMap();
			}
			if (value instanceof Collection<?> collection) {
				List<@Nullable Object> list = new ArrayList<>();
				collection.forEach((element) -> list.add(leaf(element, name + "[" + list.size() + "]")));
				return list;
			}
			if (value instanceof String text) {
				Object loaded = this.source.getProperty(name);
				return value(name, (loaded instanceof CharSequence) ? loaded : text);
			}
			return value(name, value);
		}

		private @Nullable Object value(String name, @Nullable Object value) {
			return PropertySourceReader.this.placeholders.value(name, value);
		}

		private static String childName(String name, String key) {
			return (name.isEmpty() || key.startsWith("[")) ? name + key : name + "." + key;
		}

	}

}
