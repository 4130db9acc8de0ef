package io.pluginhost.configtree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.pluginhost.configtree.Placeholders.Resolved;
import io.pluginhost.configtree.PropertyPath.Element;

/**
 * Builds maps and lists from single properties. Properties below a value replace the
 * value.
 */
final class ConfigTree {

	private final Map<Element, @Nullable Object> children = new LinkedHashMap<>();

	void put(List<Element> path, @Nullable Object value) {
		ConfigTree parent = this;
		for (Element element : path.subList(0, path.size() - 1)) {
			parent = parent.branch(element);
		}
		Element last = path.get(path.size() - 1);
		if (value instanceof Map<?, ?> map && map.isEmpty()) {
			parent.branch(last);
		}
		else if (!(parent.children.get(last) instanceof ConfigTree)) {
			parent.children.put(last, value);
		}
	}

	private ConfigTree branch(Element element) {
		if (this.children.get(element) instanceof ConfigTree branch) {
			return branch;
		}
		ConfigTree branch = new ConfigTree();
		this.children.put(element, branch);
		return branch;
	}

	Map<String, @Nullable Object> toMap() {
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		this.children.forEach((element, value) -> map.put(element.text(), toValue(value)));
		return map;
	}

	private List<@Nullable Object> toList() {
		Map<Integer, @Nullable Object> byIndex = new LinkedHashMap<>();
		this.children.forEach((element, value) -> byIndex.put(Integer.valueOf(element.text()), toValue(value)));
		List<@Nullable Object> list = new ArrayList<>();
		for (int i = 0; i < this.children.size(); i++) {
			if (!byIndex.containsKey(i)) {
				throw new IllegalArgumentException("has a list with %s but without [%d]"
					.formatted(byIndex.keySet().stream().map("[%d]"::formatted).collect(Collectors.joining(", ")), i));
			}
			list.add(byIndex.get(i));
		}
		return list;
	}

	private static @Nullable Object toValue(@Nullable Object value) {
		if (!(value instanceof ConfigTree branch)) {
			return value;
		}
		boolean list = !branch.children.isEmpty() && branch.children.keySet().stream().allMatch(Element::index);
		return list ? branch.toList() : branch.toMap();
	}

	/**
	 * Merge one map over another: maps merge by key, other values replace. Values that
	 * had placeholders remember the value that they replace.
	 */
	static Map<String, @Nullable Object> merge(Map<String, @Nullable Object> lower,
			Map<String, @Nullable Object> upper) {
		Map<String, @Nullable Object> merged = new LinkedHashMap<>(lower);
		upper.forEach((key, value) -> merged.put(key, merge(merged.get(key), value)));
		return merged;
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Object merge(@Nullable Object lower, @Nullable Object upper) {
		if (lower instanceof Map<?, ?> && upper instanceof Map<?, ?>) {
			return merge((Map<String, @Nullable Object>) lower, (Map<String, @Nullable Object>) upper);
		}
		if (lower instanceof List<?> replaced && upper instanceof List<?> list) {
			Object alike = alike(replaced);
			return list.stream()
				.map((element) -> over(alike, element))
				.collect(Collectors.toCollection(ArrayList::new));
		}
		return over(lower, upper);
	}

	private static @Nullable Object over(@Nullable Object lower, @Nullable Object upper) {
		return (upper instanceof Resolved resolved) ? resolved.over(lower) : upper;
	}

	/**
	 * Return an element that represents the type of all elements.
	 */
	private static @Nullable Object alike(List<?> list) {
		boolean alike = list.stream().allMatch(Number.class::isInstance)
				|| list.stream().allMatch(Boolean.class::isInstance);
		return (alike && !list.isEmpty()) ? list.get(0) : null;
	}

}
