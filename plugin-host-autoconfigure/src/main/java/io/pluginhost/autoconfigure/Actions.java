package io.pluginhost.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Formats the actions of a failure report. Where they differ, each is listed with its
 * subject.
 */
final class Actions {

	private Actions() {
	}

	/**
	 * Return the text of actions.
	 * @param actions the actions by subject
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
