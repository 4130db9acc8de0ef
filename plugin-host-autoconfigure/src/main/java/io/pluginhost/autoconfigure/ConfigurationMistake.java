package io.pluginhost.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;

/**
 * One thing wrong with the configuration of plugins. Says no value that may be a secret.
 *
 * @param property the property's whole name
 * @param origin where it is set, such as a file and a line, if known
 * @param problem what is wrong with it
 * @param action the way out, as a sentence
 */
record ConfigurationMistake(String property, @Nullable Origin origin, String problem, String action) {

	/**
	 * Describe the mistake as a failure report does.
	 */
	String describe() {
		String from = (this.origin != null) ? "%n    Origin: %s".formatted(this.origin) : "";
		return "    Property: %s%s%n    Problem: %s".formatted(this.property, from, this.problem);
	}

	@Override
	public String toString() {
		return "'%s' %s".formatted(this.property, this.problem);
	}

}
