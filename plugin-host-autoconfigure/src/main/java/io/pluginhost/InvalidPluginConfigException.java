package io.pluginhost;

import java.util.List;

/**
 * A plugin's configuration does not match the schema it has for it. Says what is wrong
 * with which member, and no value, which may be a secret.
 */
public class InvalidPluginConfigException extends RuntimeException {

	private final String pluginId;

	private final transient List<String> problems;

	/**
	 * Create the exception.
	 * @param pluginId the plugin
	 * @param problems all that is wrong, each beginning with the member's path
	 */
	public InvalidPluginConfigException(String pluginId, List<String> problems) {
		super("The configuration of plugin '%s' does not match its schema: %s".formatted(pluginId,
				String.join("; ", problems)));
		this.pluginId = pluginId;
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return the plugin whose configuration it is.
	 * @return the plugin's id
	 */
	public String pluginId() {
		return this.pluginId;
	}

	/**
	 * Return all that is wrong.
	 * @return texts that each begin with the member's path, such as {@code config.team}
	 */
	public List<String> problems() {
		return this.problems;
	}

}
