package io.pluginhost.autoconfigure;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Thrown when required plugins did not start and the application waits for them
 * ({@code plugin-host.startup: blocking}). Stops the start of the application.
 */
class PluginStartupFailedException extends IllegalStateException {

	private final transient Map<String, Throwable> failures;

	/**
	 * Create the exception.
	 * @param failures the failures by plugin id, at least one
	 */
	PluginStartupFailedException(Map<String, Throwable> failures) {
		super("Required %s %s did not start".formatted((failures.size() == 1) ? "plugin" : "plugins",
				failures.keySet().stream().map("'%s'"::formatted).collect(Collectors.joining(", "))),
				failures.values().iterator().next());
		this.failures = failures;
	}

	Map<String, Throwable> failures() {
		return this.failures;
	}

}
