package io.pluginhost.autoconfigure;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.manager.HostedPlugins;

/**
 * Logs what a manager that is not the host's own does not offer.
 */
final class OtherManager {

	private static final Logger logger = LoggerFactory.getLogger(OtherManager.class);

	private OtherManager() {
	}

	/**
	 * Log what is missing.
	 * @param manager the application's own manager, or a mock
	 * @param definitions the configured plugins
	 */
	static void log(PluginWorkerManager manager, List<PluginDefinition> definitions) {
		logger.info(
				"The {} in use is {}, which is not a {}: the endpoint 'plugins' has no history, logs and calls, 'required' "
						+ "and 'lazy' are known of configured plugins only, and events, streams and meters are up to it",
				PluginWorkerManager.class.getSimpleName(), manager.getClass().getName(),
				HostedPlugins.class.getSimpleName());
		List<String> unknown = definitions.stream()
			.map(PluginDefinition::id)
			.filter((id) -> manager.findWorker(id).isEmpty())
			.toList();
		if (!unknown.isEmpty()) {
			logger.info("Plugins {} are configured, but the {} in use does not have them", unknown,
					PluginWorkerManager.class.getSimpleName());
		}
	}

}
