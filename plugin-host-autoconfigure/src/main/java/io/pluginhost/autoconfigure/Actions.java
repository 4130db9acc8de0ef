package io.pluginhost.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The ways out that a failure report lists. Where they differ, each stands with what it
 * is for.
 */
final class Actions {

	private Actions() {
	}

	/**
	 * Write actions down.
	 * @param actions the actions, by what each is for
	 */
	static String text(Map<String, String> actions) {
		Map<String, String> bySubject = new LinkedHashMap<>();
		actions.forEach((subject, action) -> bySubject.merge(action, subject, (first, next) -> first + ", " + next));
		if (bySubject.size() == 1) {
			return bySubject.keySet().iterator().next();
		}
		return bySubject.entrySet()
			.stream()
			.map((entry) -> "- %s: %s".formatted(entry.getValue(), entry.getKey()))
			.collect(Collectors.joining(System.lineSeparator()));
	}

}
