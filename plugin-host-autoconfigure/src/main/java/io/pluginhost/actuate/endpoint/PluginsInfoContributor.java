package io.pluginhost.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerDiagnostics;

/**
 * Contributes the status of each plugin to the application's info, as {@code plugins}.
 * Does not block, and shows no text of a worker.
 */
public class PluginsInfoContributor implements InfoContributor {

	private final PluginWorkerManager manager;

	/**
	 * Create the contributor.
	 * @param manager the plugins
	 */
	public PluginsInfoContributor(PluginWorkerManager manager) {
		this.manager = manager;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> plugins = new LinkedHashMap<>();
		for (WorkerDiagnostics worker : this.manager.diagnostics()) {
			plugins.put(worker.pluginId(),
					Map.of("status", worker.status().code(), "totalCrashes", worker.totalCrashes()));
		}
		builder.withDetail("plugins", plugins);
	}

}
