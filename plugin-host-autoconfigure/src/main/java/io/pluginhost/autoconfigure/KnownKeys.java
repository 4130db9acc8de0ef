package io.pluginhost.autoconfigure;

import java.beans.PropertyDescriptor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * The keys under {@code plugin-host}, as the types say that they are bound to.
 */
final class KnownKeys {

	/** Under which an application chooses the keys. */
	static final Set<String> TREES = Set.of("config", "manifest", "env");

	/** By the way they are written, with dashes. */
	static final Map<String, Class<?>> GLOBAL = of(PluginHostProperties.class);

	static final Map<String, Class<?>> DEFAULTS = of(PluginDefaults.class);

	static final Map<String, Class<?>> PLUGIN = of(PluginProperties.class);

	private KnownKeys() {
	}

	static @Nullable String find(Map<String, Class<?>> keys, String element) {
		String loose = PropertyPrefix.loose(element);
		return keys.keySet().stream().filter((key) -> PropertyPrefix.loose(key).equals(loose)).findFirst().orElse(null);
	}

	static Map<String, Class<?>> of(Class<?> type) {
		if (type.isRecord()) {
			return Arrays.stream(type.getRecordComponents())
				.collect(Collectors.toMap((component) -> DataObjectPropertyName.toDashedForm(component.getName()),
						RecordComponent::getType));
		}
		return Arrays.stream(BeanUtils.getPropertyDescriptors(type))
			.filter((property) -> PluginDefaults.class.isAssignableFrom(type) && property.getWriteMethod() != null)
			.collect(Collectors.toMap((property) -> DataObjectPropertyName.toDashedForm(property.getName()),
					PropertyDescriptor::getPropertyType));
	}

	/**
	 * Find the key that the words of an environment variable's name stand for.
	 * @param keys what it may be
	 * @param words the words, in lower case
	 * @param longest whether a key of many words goes before one of few
	 * @return the key, or {@code null} if they stand for none
	 */
	static @Nullable Match match(Map<String, Class<?>> keys, List<String> words, boolean longest) {
		for (int i = 1; i <= words.size(); i++) {
			int count = longest ? words.size() + 1 - i : i;
			String key = find(keys, String.join("", words.subList(0, count)));
			Match match = (key != null) ? match(key, keys.get(key), words, count, longest) : null;
			if (match != null) {
				return match;
			}
		}
		return null;
	}

	private static @Nullable Match match(String key, @Nullable Class<?> type, List<String> words, int count,
			boolean longest) {
		List<String> rest = words.subList(count, words.size());
		if (TREES.contains(key)) {
			return rest.isEmpty() ? null : new Match(key, count);
		}
		if (rest.isEmpty()) {
			return new Match(key, count);
		}
		if (type == List.class && rest.size() == 1 && PropertyPath.isIndex(rest.get(0))) {
			return new Match("%s[%d]".formatted(key, Integer.valueOf(rest.get(0))), count + 1);
		}
		Match below = (type != null && type.isRecord()) ? match(of(type), rest, longest) : null;
		return (below != null) ? new Match(key + "." + below.key(), count + below.words()) : null;
	}

	/**
	 * A key that words stand for.
	 *
	 * @param key the key, such as {@code shutdown.drain} or {@code args[0]}
	 * @param words how many of the words, which is all of them unless an application
	 * chooses the keys below
	 */
	record Match(String key, int words) {
	}

}
