package io.pluginhost.manager;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.worker.PluginSecrets;

/**
 * What is known about plugins from their definitions alone, beside a manager that shows
 * no more than {@link io.pluginhost.PluginWorkerManager} does: one of the application's
 * own, or a mock. Immutable.
 */
public final class DefinedPlugins implements HostedPlugins {

	private final Map<String, PluginDefinition> definitions = new LinkedHashMap<>();

	private final Map<String, String> environment;

	/**
	 * Create the plugins.
	 * @param definitions how they are defined
	 * @param environment the host's own environment, and what else it was given
	 */
	public DefinedPlugins(List<PluginDefinition> definitions, Map<String, String> environment) {
		definitions.forEach((definition) -> this.definitions.put(definition.id(), definition));
		this.environment = environment;
	}

	@Override
	public Optional<PluginDefinition> findDefinition(String pluginId) {
		return Optional.ofNullable(this.definitions.get(pluginId));
	}

	@Override
	public String redact(String pluginId, String text) {
		PluginDefinition definition = this.definitions.get(pluginId);
		return (definition != null) ? PluginSecrets.of(definition, this.environment).redact(text) : text;
	}

	/**
	 * Return whether a worker is neither stopped nor stopping, which is the best guess.
	 */
	@Override
	public boolean isMeantToRun(PluginWorker worker) {
		return worker.status() != WorkerStatus.STOPPED && worker.status() != WorkerStatus.STOPPING;
	}

}
