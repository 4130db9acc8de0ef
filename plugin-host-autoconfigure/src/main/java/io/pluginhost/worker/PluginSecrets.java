package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.pluginhost.PluginDefinition;
import io.pluginhost.redaction.Secrets;

/**
 * Finds the secrets of a plugin: those of its environment, its configuration and its
 * command line, and those that it may inherit from its host.
 */
public final class PluginSecrets {

	private PluginSecrets() {
	}

	/**
	 * Find the secrets of a plugin.
	 * @param definition the plugin
	 * @param hostEnvironment the host's own environment, from which plugins inherit, and
	 * what else the host was given, by name
	 * @return the secrets
	 */
	public static Secrets of(PluginDefinition definition, Map<String, String> hostEnvironment) {
		return Secrets.of(commandLine(definition), definition.env(), definition.config(), hostEnvironment);
	}

	private static List<String> commandLine(PluginDefinition definition) {
		List<String> command = new ArrayList<>(definition.commandPrefix());
		command.addAll(definition.command());
		command.addAll(definition.execArgv());
		if (definition.entrypoint() != null) {
			command.add(definition.entrypoint());
		}
		command.addAll(definition.args());
		return command;
	}

}
