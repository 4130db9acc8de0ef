package io.pluginhost.configtree;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;

/**
 * A mistake in the configuration of plugins. Contains no value that may be a secret.
 *
 * @param property the property's full name
 * @param origin where it is set, such as a file and a line, if known
 * @param problem what is wrong with it
 * @param action what to do, as a sentence
 */
public record ConfigurationMistake(String property, @Nullable Origin origin, String problem, String action) {

	/**
	 * Return a description for a failure report.
	 * @return the property, its origin and the problem, a line each
	 */
	public String describe() {
		String from = (this.origin != null) ? "%n    Origin: %s".formatted(this.origin) : "";
		return "    Property: %s%s%n    Problem: %s".formatted(this.property, from, this.problem);
	}

	@Override
	public String toString() {
		return "'%s' %s".formatted(this.property, this.problem);
	}

}
