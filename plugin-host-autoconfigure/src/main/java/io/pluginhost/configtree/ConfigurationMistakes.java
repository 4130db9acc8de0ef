package io.pluginhost.configtree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what is wrong with the configuration of plugins, so that all mistakes are
 * reported at once. A mistake in the defaults is reported once, however many plugins it
 * affects. Not safe for use by several threads.
 */
public final class ConfigurationMistakes {

	private static final Logger logger = LoggerFactory.getLogger(ConfigurationMistakes.class);

	private final PropertyOrigins origins;

	private final Map<String, ConfigurationMistake> mistakes = new LinkedHashMap<>();

	/**
	 * Create an empty collection.
	 * @param origins knows where properties are set
	 */
	public ConfigurationMistakes(PropertyOrigins origins) {
		this.origins = origins;
	}

	/**
	 * Add a mistake, once.
	 * @param property the property's full name
	 * @param problem what is wrong with it
	 * @param action what to do, as a sentence
	 */
	public void add(String property, String problem, String action) {
		ConfigurationMistake mistake = new ConfigurationMistake(property, this.origins.find(property), problem, action);
		this.mistakes.putIfAbsent(mistake.toString(), mistake);
	}

	/**
	 * Log each mistake as a warning, with the text of a failure report.
	 * @param summary the consequence
	 */
	public void warn(String summary) {
		this.mistakes.values()
			.forEach((mistake) -> logger.warn("{}\n\n{}\n    Action: {}\n", summary, mistake.describe(),
					mistake.action()));
	}

	/**
	 * Fail if there is a mistake.
	 * @throws InvalidPluginConfigurationException with all mistakes
	 */
	public void throwIfAny() {
		if (!this.mistakes.isEmpty()) {
			throw new InvalidPluginConfigurationException(List.copyOf(this.mistakes.values()));
		}
	}

}
