package io.pluginhost.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

import io.pluginhost.configtree.ConfigurationMistake;
import io.pluginhost.configtree.InvalidPluginConfigurationException;

/**
 * Reports an {@link InvalidPluginConfigurationException}: each property, its origin, what
 * is wrong and what to do. Ordered before Spring Boot's own analyzer of binding, which
 * knows less.
 */
@Order(0)
class PluginConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPluginConfigurationException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, InvalidPluginConfigurationException cause) {
		List<ConfigurationMistake> mistakes = cause.mistakes();
		String description = mistakes.stream()
			.map(ConfigurationMistake::describe)
			.collect(Collectors.joining("%n%n".formatted(), "The configuration of plugins has %s:%n%n"
				.formatted((mistakes.size() == 1) ? "a mistake" : mistakes.size() + " mistakes"), ""));
		Map<String, String> actions = new LinkedHashMap<>();
		mistakes.forEach((mistake) -> actions.merge(mistake.property(), mistake.action(),
				(first, next) -> first.contains(next) ? first : first + " " + next));
		return new FailureAnalysis(description, Actions.text(actions), cause);
	}

}
