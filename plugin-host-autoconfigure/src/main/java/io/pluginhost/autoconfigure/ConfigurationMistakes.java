package io.pluginhost.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what is wrong with the configuration of plugins, so that all of it can be told
 * at once. A mistake in the defaults is told once, however many plugins it harms.
 */
final class ConfigurationMistakes {

	private static final Logger logger = LoggerFactory.getLogger(ConfigurationMistakes.class);

	private final PropertyOrigins origins;

	private final Map<String, ConfigurationMistake> mistakes = new LinkedHashMap<>();

	ConfigurationMistakes(PropertyOrigins origins) {
		this.origins = origins;
	}

	void add(String property, String problem, String action) {
		ConfigurationMistake mistake = new ConfigurationMistake(property, this.origins.find(property), problem, action);
		this.mistakes.putIfAbsent(mistake.toString(), mistake);
	}

	/**
	 * Log all as warnings, each with the text of the report that it would have been.
	 * @param summary what becomes of it
	 */
	void warn(String summary) {
		this.mistakes.values()
			.forEach((mistake) -> logger.warn("{}\n\n{}\n    Action: {}\n", summary, mistake.describe(),
					mistake.action()));
	}

	void throwIfAny() {
		if (!this.mistakes.isEmpty()) {
			throw new InvalidPluginConfigurationException(List.copyOf(this.mistakes.values()));
		}
	}

}
