package io.pluginhost.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration of plugins has mistakes. Stops the start of the application, and
 * tells all mistakes found at once.
 */
class InvalidPluginConfigurationException extends RuntimeException {

	private final transient List<ConfigurationMistake> mistakes;

	InvalidPluginConfigurationException(List<ConfigurationMistake> mistakes) {
		super(mistakes.stream()
			.map(ConfigurationMistake::toString)
			.collect(Collectors.joining("; ", "Plugins cannot be configured: ", "")));
		this.mistakes = List.copyOf(mistakes);
	}

	List<ConfigurationMistake> mistakes() {
		return this.mistakes;
	}

}
