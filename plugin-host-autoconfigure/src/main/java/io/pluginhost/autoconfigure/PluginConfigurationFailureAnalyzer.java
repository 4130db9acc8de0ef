package io.pluginhost.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Tells an {@link InvalidPluginConfigurationException} as a report: each property, where
 * it is set, what is wrong and the way out. Comes before Spring Boot's own analyzer of
 * binding, which knows less.
 */
@Order(0)
class PluginConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPluginConfigurationException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, InvalidPluginConfigurationException cause) {
		List<ConfigurationMistake> mistakes = cause.mistakes();
		String description = mistakes.stream()
			.map(PluginConfigurationFailureAnalyzer::describe)
			.collect(Collectors.joining("%n%n".formatted(), "The configuration of plugins has %s:%n%n"
				.formatted((mistakes.size() == 1) ? "a mistake" : mistakes.size() + " mistakes"), ""));
		Set<String> actions = mistakes.stream()
			.map(ConfigurationMistake::action)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		return new FailureAnalysis(description, String.join(System.lineSeparator(), actions), cause);
	}

	private static String describe(ConfigurationMistake mistake) {
		String origin = (mistake.origin() != null) ? "%n    Origin: %s".formatted(mistake.origin()) : "";
		return "    Property: %s%s%n    Problem: %s".formatted(mistake.property(), origin, mistake.problem());
	}

}
