package io.pluginhost.configtree;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when the configuration of plugins has mistakes. Stops the start of the
 * application.
 */
public class InvalidPluginConfigurationException extends RuntimeException {

	private final transient List<ConfigurationMistake> mistakes;

	/**
	 * Create an exception.
	 * @param mistakes all mistakes
	 */
	public InvalidPluginConfigurationException(List<ConfigurationMistake> mistakes) {
		super(mistakes.stream()
			.map(ConfigurationMistake::toString)
			.collect(Collectors.joining("; ", "Plugins cannot be configured: ", "")));
		this.mistakes = List.copyOf(mistakes);
	}

	/**
	 * Return all mistakes that were found.
	 * @return the mistakes
	 */
	public List<ConfigurationMistake> mistakes() {
		return this.mistakes;
	}

}
