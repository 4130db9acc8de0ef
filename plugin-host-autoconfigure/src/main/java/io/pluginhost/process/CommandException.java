package io.pluginhost.process;

import java.io.IOException;

/**
 * A plugin's command cannot be made out: something it names is not there, or cannot be
 * run. The message says what, and what to do.
 */
public class CommandException extends IOException {

	private final String key;

	private final String problem;

	private final String action;

	CommandException(String pluginId, String key, String problem, String action) {
		super("Plugin '%s': %s. %s".formatted(pluginId, problem, action));
		this.key = key;
		this.problem = problem;
		this.action = action;
	}

	/**
	 * Return which of the plugin's keys is to blame.
	 * @return the key, such as {@code entrypoint}
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Return what is wrong.
	 * @return the problem, which the message tells beside the plugin and the way out
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Return the way out.
	 * @return what to do, as a sentence
	 */
	public String action() {
		return this.action;
	}

}
