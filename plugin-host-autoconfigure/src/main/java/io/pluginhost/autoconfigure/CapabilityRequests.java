package io.pluginhost.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginDefinition;

/**
 * Warns of capabilities that a plugin's manifest requests and that have not been granted.
 * The list of a manifest is a request and grants nothing.
 */
final class CapabilityRequests {

	private static final Logger logger = LoggerFactory.getLogger(CapabilityRequests.class);

	private CapabilityRequests() {
	}

	/**
	 * Log a warning for each plugin with open requests.
	 * @param plugins the plugins
	 */
	static void warnOfOpen(PluginDefinitions plugins) {
		plugins.forEach((source, definition) -> {
			List<String> open = open(definition);
			if (!open.isEmpty()) {
				List<String> all = new ArrayList<>(definition.capabilities());
				all.addAll(open);
				logger.warn("Plugin '{}' requests {} in its manifest, which has not been granted. To grant all "
						+ "that it requests:\n\n{}\n", definition.id(), open, lines(source, all));
			}
		});
	}

	private static String lines(PluginSource source, List<String> capabilities) {
		if (source.bean()) {
			return capabilities.stream().collect(Collectors.joining("\", \"", ".capabilities(\"", "\")"));
		}
		String name = source.name();
		return "plugin-host:\n  plugins:\n    %s:\n      capabilities: [%s]"
			.formatted(name.contains(".") ? "\"[" + name + "]\"" : name, String.join(", ", capabilities));
	}

	private static List<String> open(PluginDefinition definition) {
		List<String> open = new ArrayList<>();
		if (definition.manifest().get("capabilities") instanceof Collection<?> requested) {
			for (Object capability : requested) {
				if (capability instanceof String text && !definition.capabilities().contains(text)) {
					open.add(text);
				}
			}
		}
		return open;
	}

}
