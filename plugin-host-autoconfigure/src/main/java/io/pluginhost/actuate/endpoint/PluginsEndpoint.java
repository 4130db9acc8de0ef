package io.pluginhost.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.manager.HostedPlugins;
import io.pluginhost.output.WorkerJournal;
import io.pluginhost.worker.OperatorControls;

/**
 * {@link Endpoint @Endpoint} to show, start, stop and restart plugins. Does not block:
 * actions are answered once they have begun.
 */
@Endpoint(id = "plugins", defaultAccess = Access.READ_ONLY)
public class PluginsEndpoint {

	private final PluginWorkerManager manager;

	private final HostedPlugins plugins;

	private final HandlerRegistry handlers;

	private final PluginDescriptors descriptors;

	private final Show showValues;

	/**
	 * Create the endpoint.
	 * @param manager the plugins
	 * @param plugins their definitions, history and calls
	 * @param handlers the host methods
	 * @param sanitizingFunctions mask values that may be secret
	 * @param showValues when to show values
	 */
	public PluginsEndpoint(PluginWorkerManager manager, HostedPlugins plugins, HandlerRegistry handlers,
			Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
		this.manager = manager;
		this.plugins = plugins;
		this.handlers = handlers;
		this.descriptors = new PluginDescriptors(new Sanitizer(sanitizingFunctions), plugins::redact);
		this.showValues = showValues;
	}

	/**
	 * Return all plugins.
	 * @return their diagnostics by id
	 */
	@ReadOperation
	public PluginsDescriptor plugins() {
		return plugins(this.showValues.isShown(true));
	}

	PluginsDescriptor plugins(boolean show) {
		Map<String, PluginDescriptor> plugins = new LinkedHashMap<>();
		this.manager.diagnostics()
			.forEach((worker) -> plugins.put(worker.pluginId(),
					this.descriptors.describe(worker, null, List.of(), show)));
		return new PluginsDescriptor(plugins);
	}

	/**
	 * Return one plugin.
	 * @param id the plugin
	 * @return its diagnostics and definition, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable PluginDescriptor plugin(@Selector String id) {
		return plugin(id, this.showValues.isShown(true));
	}

	@Nullable PluginDescriptor plugin(String id, boolean show) {
		return this.manager.findWorker(id)
			.map((worker) -> this.descriptors.describe(worker.diagnostics(),
					this.plugins.findDefinition(id).orElse(null), hostMethods(id), show))
			.orElse(null);
	}

	/**
	 * Return a view of one plugin.
	 * @param id the plugin
	 * @param view {@code history}, {@code logs} or {@code calls}
	 * @return the view, or {@code null} if there is no such plugin
	 * @throws IllegalArgumentException if there is no such view
	 */
	@ReadOperation
	public @Nullable PluginView view(@Selector String id, @Selector String view) {
		return view(id, view, this.showValues.isShown(true));
	}

	@Nullable PluginView view(String id, String view, boolean show) {
		WorkerJournal journal = this.plugins.findJournal(id).orElse(null);
		if (journal == null) {
			return null;
		}
		return switch (view) {
			case "history" -> this.descriptors.history(id, journal, show);
			case "logs" -> this.descriptors.logs(id, journal, show);
			case "calls" -> new PluginView.Calls(this.plugins.callsInFlight(id)
				.stream()
				.map((call) -> new PluginView.Calls.Call(call.id(), call.method(), call.age(), call.timeout()))
				.toList());
			default ->
				throw new IllegalArgumentException("There is no view '%s': use history, logs or calls".formatted(view));
		};
	}

	/**
	 * Start, stop or restart one plugin.
	 * @param id the plugin
	 * @param action {@code start}, {@code stop} or {@code restart}
	 * @return the diagnostics at that moment, or {@code null} if there is no such plugin
	 * @throws IllegalArgumentException if there is no such action
	 */
	@WriteOperation
	public @Nullable PluginDescriptor act(@Selector String id, String action) {
		return act(id, action, this.showValues.isShown(true));
	}

	@Nullable PluginDescriptor act(String id, String action, boolean show) {
		PluginWorker worker = this.manager.findWorker(id).orElse(null);
		if (worker == null) {
			return null;
		}
		switch (action) {
			case "start" -> OperatorControls.start(worker);
			case "stop" -> worker.stop();
			case "restart" -> OperatorControls.restart(worker);
			default -> throw new IllegalArgumentException(
					"There is no action '%s': use start, stop or restart".formatted(action));
		}
		return this.descriptors.describe(worker.diagnostics(), null, List.of(), show);
	}

	private List<String> hostMethods(String id) {
		PluginDefinition definition = this.plugins.findDefinition(id).orElse(null);
		if (definition == null) {
			return List.of();
		}
		Set<String> granted = definition.capabilities();
		Set<String> methods = new TreeSet<>(definition.handlers().keySet());
		for (RegisteredHandler handler : this.handlers.findAll(id)) {
			if (handler.capability().isEmpty() || granted.contains(handler.capability())) {
				methods.add(handler.method());
			}
		}
		return List.copyOf(methods);
	}

}
