package io.pluginhost.handler.support;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.util.PatternMatchUtils;

/**
 * Says for which plugins a host method exists: those whose id matches a pattern, or all
 * if there is no pattern.
 *
 * @param patterns ids, in which {@code *} stands for any text
 */
record PluginPatterns(List<String> patterns) {

	boolean matches(String pluginId) {
		return this.patterns.isEmpty()
				|| this.patterns.stream().anyMatch((pattern) -> PatternMatchUtils.simpleMatch(pattern, pluginId));
	}

	/**
	 * Return the patterns that match none of some plugins.
	 */
	Stream<String> strangers(Set<String> pluginIds) {
		return this.patterns.stream()
			.filter((pattern) -> pluginIds.stream().noneMatch((id) -> PatternMatchUtils.simpleMatch(pattern, id)));
	}

	/**
	 * Tell whether there can be a plugin that matches both.
	 */
	boolean overlaps(PluginPatterns other) {
		return this.patterns.isEmpty() || other.patterns.isEmpty() || this.patterns.stream()
			.anyMatch((pattern) -> other.patterns.stream().anyMatch((another) -> overlap(pattern, another)));
	}

	private static boolean overlap(String first, String second) {
		if (first.startsWith("*")) {
			return overlap(first.substring(1), second) || (!second.isEmpty() && overlap(first, second.substring(1)));
		}
		if (second.startsWith("*")) {
			return overlap(second, first);
		}
		if (first.isEmpty() || second.isEmpty()) {
			return first.equals(second);
		}
		return first.charAt(0) == second.charAt(0) && overlap(first.substring(1), second.substring(1));
	}

	@Override
	public String toString() {
		return this.patterns.isEmpty() ? "all plugins" : String.join(", ", this.patterns);
	}

}
