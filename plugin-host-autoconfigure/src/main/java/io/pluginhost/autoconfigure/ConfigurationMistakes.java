package io.pluginhost.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong with the configuration of plugins, so that all of it can be told
 * at once. A mistake in the defaults is told once, however many plugins it harms.
 */
final class ConfigurationMistakes {

	private final PropertyOrigins origins;

	private final Set<ConfigurationMistake> mistakes = new LinkedHashSet<>();

	ConfigurationMistakes(PropertyOrigins origins) {
		this.origins = origins;
	}

	void add(String property, String problem, String action) {
		this.mistakes.add(new ConfigurationMistake(property, this.origins.find(property), problem, action));
	}

	boolean isEmpty() {
		return this.mistakes.isEmpty();
	}

	void throwIfAny() {
		if (!this.mistakes.isEmpty()) {
			throw new InvalidPluginConfigurationException(List.copyOf(this.mistakes));
		}
	}

}
