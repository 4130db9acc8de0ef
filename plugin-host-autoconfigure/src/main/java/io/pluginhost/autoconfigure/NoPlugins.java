package io.pluginhost.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

import io.pluginhost.configtree.PluginKeys;
import io.pluginhost.configtree.PropertyOrigins;
import io.pluginhost.configtree.Suggestion;

/**
 * Logs that no plugin is configured. Nothing else reports a misspelt prefix, since
 * unknown keys outside the prefix are ignored.
 */
final class NoPlugins {

	private static final Logger logger = LoggerFactory.getLogger(NoPlugins.class);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(PluginHostProperties.PREFIX);

	private NoPlugins() {
	}

	/**
	 * Log what is configured instead: disabled plugins, a key that resembles the prefix,
	 * or nothing.
	 * @param origins finds what is configured
	 */
	static void log(PropertyOrigins origins) {
		if (origins.find(PluginKeys.PLUGINS) != null) {
			logger.info("All plugins under '{}' are disabled", PluginKeys.PLUGINS);
			return;
		}
		String meant = origins.findRoot(NoPlugins::misspelt);
		if (meant != null) {
			logger.warn("No plugins are configured under '{}', but there is {}: did you mean '{}'?", PluginKeys.PLUGINS,
					meant, PluginHostProperties.PREFIX);
			return;
		}
		logger.info("No plugins are configured under '{}'", PluginKeys.PLUGINS);
	}

	/**
	 * Return the part of a name that is likely to be the prefix, misspelt or one level
	 * too deep.
	 */
	private static @Nullable ConfigurationPropertyName misspelt(ConfigurationPropertyName name) {
		if (name.getNumberOfElements() < 2 || PREFIX.isAncestorOf(name)) {
			return null;
		}
		List<String> prefix = List.of(PluginHostProperties.PREFIX);
		if (Suggestion.find(name.getElement(0, Form.ORIGINAL), prefix) != null) {
			return name.chop(1);
		}
		return (Suggestion.find(name.getElement(1, Form.ORIGINAL), prefix) != null) ? name.chop(2) : null;
	}

}
