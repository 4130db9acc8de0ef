package io.pluginhost.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.configtree.ConfigurationMistakes;
import io.pluginhost.configtree.PluginKeys;

/**
 * Makes definitions of properties, with the defaults underneath: a plugin's own value
 * wins, maps merge by key, lists replace. Values that are refused are added to the
 * mistakes.
 */
final class PluginDefinitionMapper {

	private final PluginProperties defaults;

	private final Map<String, String> defaultEnv;

	private final ConfigurationMistakes mistakes;

	private final KeySetter defaultKeys;

	/**
	 * Create a mapper.
	 * @param defaults the defaults of all plugins
	 * @param defaultEnv the default of {@code env}
	 * @param mistakes collects what is wrong
	 */
	PluginDefinitionMapper(PluginProperties defaults, Map<String, String> defaultEnv, ConfigurationMistakes mistakes) {
		this.defaults = defaults;
		this.defaultEnv = defaultEnv;
		this.mistakes = mistakes;
		this.defaultKeys = new KeySetter((key) -> PluginKeys.DEFAULTS + "." + key, mistakes);
	}

	/**
	 * Return a builder of a plugin that is configured, without its manifest,
	 * configuration and dependencies.
	 */
	PluginDefinitionBuilder map(String name, PluginProperties plugin, Map<String, String> env) {
		PluginDefinitionBuilder builder = PluginDefinition.builder(id(name, plugin));
		checkId(name, plugin);
		setCommand(builder, name, plugin);
		this.defaults.applyTo(builder, this.defaultKeys);
		plugin.applyTo(builder, new KeySetter((key) -> PluginKeys.ofPlugin(name, key), this.mistakes));
		return builder.env(withDefaults(env));
	}

	/**
	 * Return a builder of a definition that is not configured, in which what it does not
	 * set has its default.
	 */
	PluginDefinitionBuilder map(PluginDefinition definition) {
		return definition.mutate()
			.defaults((builder) -> this.defaults.applyTo(builder, this.defaultKeys))
			.env(withDefaults(definition.env()));
	}

	boolean isEnabled(PluginProperties plugin) {
		return isEnabled(plugin, this.defaults);
	}

	static boolean isEnabled(PluginProperties plugin, PluginProperties defaults) {
		Boolean enabled = (plugin.enabled() != null) ? plugin.enabled() : defaults.enabled();
		return enabled == null || enabled;
	}

	static String id(String name, PluginProperties plugin) {
		return StringUtils.hasText(plugin.id()) ? plugin.id() : name;
	}

	/**
	 * Return the property that gives a plugin its id.
	 */
	static String idProperty(String name, PluginProperties plugin) {
		return StringUtils.hasText(plugin.id()) ? PluginKeys.ofPlugin(name, "id") : PluginKeys.ofPlugin(name);
	}

	private void checkId(String name, PluginProperties plugin) {
		String id = id(name, plugin);
		if (!PluginDefinition.isValidId(id)) {
			this.mistakes.add(idProperty(name, plugin),
					"gives the plugin the id '%s', which is not valid".formatted(id),
					"Set '%s' to a letter or digit and at most 127 letters, digits, dots, underscores and dashes."
						.formatted(PluginKeys.ofPlugin(name, "id")));
		}
	}

	private void setCommand(PluginDefinitionBuilder builder, String name, PluginProperties plugin) {
		String entrypointKey = PluginKeys.ofPlugin(name, "entrypoint");
		String commandKey = PluginKeys.ofPlugin(name, "command");
		boolean hasEntrypoint = StringUtils.hasText(plugin.entrypoint());
		if (hasEntrypoint && !ObjectUtils.isEmpty(plugin.command())) {
			this.mistakes.add(commandKey, "is set in addition to '%s'".formatted(entrypointKey),
					"Remove one of the two: the entrypoint is run by its runtime, the command as it is.");
		}
		else if (hasEntrypoint) {
			builder.entrypoint(plugin.entrypoint());
		}
		else if (plugin.command() != null && !plugin.command().isEmpty()) {
			builder.command(plugin.command());
		}
		else {
			this.mistakes.add(PluginKeys.ofPlugin(name), "has neither an entrypoint nor a command",
					"Set '%s' to the worker's file, or '%s' to a whole command.".formatted(entrypointKey, commandKey));
		}
	}

	private Map<String, String> withDefaults(Map<String, String> env) {
		Map<String, String> merged = new LinkedHashMap<>(this.defaultEnv);
		merged.putAll(env);
		return merged;
	}

}
