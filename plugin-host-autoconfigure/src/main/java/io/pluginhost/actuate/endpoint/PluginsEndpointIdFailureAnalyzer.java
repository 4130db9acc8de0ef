package io.pluginhost.actuate.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Reports an endpoint of the application with the id of the host's endpoint.
 */
class PluginsEndpointIdFailureAnalyzer implements FailureAnalyzer {

	private static final String CLASH = "Found two endpoints with the id 'plugins'";

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = cause.getMessage();
			if (cause instanceof IllegalStateException && message != null && message.startsWith(CLASH)) {
				return new FailureAnalysis(message + ". The plugin host has an endpoint of this id.",
						"Give your endpoint another id, or exclude that of the plugin host: "
								+ "spring.autoconfigure.exclude=io.pluginhost.autoconfigure.endpoint.PluginsEndpointAutoConfiguration",
						cause);
			}
		}
		return null;
	}

}
