package io.pluginhost.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.pluginhost.event.PluginHealthChangedEvent;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerErrorEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;

/**
 * Converts events to entries of the history.
 */
final class HistoryEntries {

	private HistoryEntries() {
	}

	/**
	 * Describe an event.
	 * @param event the event
	 * @param mask masks text that may contain secrets
	 * @return the entry
	 */
	static PluginView.History.Entry of(PluginWorkerEvent event, UnaryOperator<@Nullable Object> mask) {
		Details details = new Details();
		String name = describe(event, details, mask);
		return new PluginView.History.Entry(event.timestamp(), name, details.present);
	}

	private static String describe(PluginWorkerEvent event, Details details, UnaryOperator<@Nullable Object> mask) {
		if (event instanceof PluginWorkerStatusChangedEvent changed) {
			details.put("status", changed.status().code());
			details.put("previousStatus", changed.previousStatus().code());
			return "status-changed";
		}
		if (event instanceof PluginWorkerReadyEvent ready) {
			details.put("generation", ready.generation());
			return "ready";
		}
		if (event instanceof PluginWorkerExitedEvent exited) {
			details.put("exitCode", exited.exitCode());
			details.put("signal", exited.signal());
			return "exited";
		}
		if (event instanceof PluginWorkerCrashedEvent crashed) {
			details.put("reason", crashed.reason().code());
			details.put("exitCode", crashed.exitCode());
			details.put("signal", crashed.signal());
			details.put("consecutiveCrashes", crashed.consecutiveCrashes());
			details.put("willRestart", crashed.willRestart());
			details.put("nextRestartAt", (crashed.nextRestartAt() != null) ? crashed.nextRestartAt().toString() : null);
			return "crashed";
		}
		if (event instanceof PluginWorkerErrorEvent error) {
			details.put("error", mask.apply(error.error().getMessage()));
			return "error";
		}
		if (event instanceof PluginWorkerRestartedEvent restarted) {
			details.put("generation", restarted.generation());
			return "restarted";
		}
		PluginHealthChangedEvent health = (PluginHealthChangedEvent) event;
		details.put("health", health.health().status().code());
		return "health-changed";
	}

	/**
	 * Return the details without those that are {@code null}.
	 */
	private static final class Details {

		private final Map<String, Object> present = new LinkedHashMap<>();

		void put(String name, @Nullable Object value) {
			if (value != null) {
				this.present.put(name, value);
			}
		}

	}

}
