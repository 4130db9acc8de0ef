package io.pluginhost.handler.support;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.util.PatternMatchUtils;

/**
 * The plugins that may call a host method: those whose id matches a pattern, or all if
 * there are no patterns.
 *
 * @param patterns ids, in which {@code *} matches any text
 */
record PluginPatterns(List<String> patterns) {

	boolean matches(String pluginId) {
		return this.patterns.isEmpty()
				|| this.patterns.stream().anyMatch((pattern) -> PatternMatchUtils.simpleMatch(pattern, pluginId));
	}

	/**
	 * Return the patterns that match no plugin.
	 */
	Stream<String> strangers(Set<String> pluginIds) {
		return this.patterns.stream()
			.filter((pattern) -> pluginIds.stream().noneMatch((id) -> PatternMatchUtils.simpleMatch(pattern, id)));
	}

	/**
	 * Return whether a plugin id can match both.
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
