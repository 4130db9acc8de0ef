package io.pluginhost.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerDiagnostics;

/**
 * The section {@code plugins} of the application's info: which plugins it hosts, and how
 * each is. Nothing here waits, and nothing that a worker has said is shown.
 */
public class PluginsInfoContributor implements InfoContributor {

	private final PluginWorkerManager manager;

	/**
	 * Create the contributor.
	 * @param manager knows the plugins
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
