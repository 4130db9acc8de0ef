package io.pluginhost.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

import io.pluginhost.process.command.CommandException;
import io.pluginhost.worker.WorkerStartException;

/**
 * Reports a {@link PluginStartupFailedException}: each plugin, why it did not start, its
 * last lines on stderr, and what to do.
 */
@Order(0)
class PluginStartupFailureAnalyzer extends AbstractFailureAnalyzer<PluginStartupFailedException> {

	private static final String WITHOUT_IT = "To start the application without waiting for a plugin, set 'required: false' "
			+ "for it, or 'plugin-host.startup' to 'background'.";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, PluginStartupFailedException cause) {
		int count = cause.failures().size();
		List<String> descriptions = new ArrayList<>();
		Map<String, String> actions = new LinkedHashMap<>();
		cause.failures().forEach((pluginId, failure) -> {
			descriptions
				.add("    Plugin: %s%n    Problem: %s%s".formatted(pluginId, problem(failure), stderr(failure)));
			actions.put(pluginId, action(pluginId, failure));
		});
		return new FailureAnalysis(
				"%s did not start, and the application waits for %s (plugin-host.startup: blocking):%n%n%s".formatted(
						(count == 1) ? "A required plugin" : count + " required plugins", (count == 1) ? "it" : "them",
						String.join("%n%n".formatted(), descriptions)),
				Actions.text(actions) + System.lineSeparator() + WITHOUT_IT, cause);
	}

	private static String problem(Throwable failure) {
		if (failure.getCause() instanceof CommandException command) {
			return "could not be started: " + command.problem();
		}
		return (failure instanceof WorkerStartException start) ? start.problem() : String.valueOf(failure.getMessage());
	}

	private static String stderr(Throwable failure) {
		if (!(failure instanceof WorkerStartException start) || start.lastLines().isEmpty()) {
			return "";
		}
		return "%n    Last lines on stderr:%n      | %s"
			.formatted(String.join("%n      | ".formatted(), start.lastLines()));
	}

	private static String action(String pluginId, Throwable failure) {
		if (failure.getCause() instanceof CommandException command) {
			return command.action() + ".";
		}
		if (!(failure instanceof WorkerStartException start)) {
			return "Correct what the problem names.";
		}
		return switch (start.reason()) {
			case INITIALIZE_TIMEOUT ->
				"Increase 'initialize-timeout' if the worker needs longer, or log its messages with 'trace-wire: true'.";
			case INITIALIZE_FAILED -> "Correct what the worker rejects, such as its 'config'.";
			case SPAWN_FAILED -> "Correct what the problem names.";
			default ->
				"Correct why the worker exits; its output is logged with the logger 'plugin.%s'.".formatted(pluginId);
		};
	}

}
