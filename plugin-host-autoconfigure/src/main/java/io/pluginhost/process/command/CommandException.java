package io.pluginhost.process.command;

import java.io.IOException;

/**
 * A plugin's command cannot be made out: something it names is not there, or cannot be
 * run. The message says what, and what to do.
 */
public final class CommandException extends IOException {

	private final String key;

	private final String problem;

	private final String action;

	private final boolean missing;

	private CommandException(String pluginId, String key, String problem, String action, boolean missing) {
		super("Plugin '%s': %s. %s".formatted(pluginId, problem, action));
		this.key = key;
		this.problem = problem;
		this.action = action;
		this.missing = missing;
	}

	/**
	 * Something is missing on this machine, and may be there later.
	 */
	static CommandException missing(String pluginId, String key, String problem, String action) {
		return new CommandException(pluginId, key, problem, action, true);
	}

	/**
	 * What is configured, or what it names, can never be run here.
	 */
	static CommandException mistake(String pluginId, String key, String problem, String action) {
		return new CommandException(pluginId, key, problem, action, false);
	}

	/**
	 * Return whether something is missing on this machine that may be there later, such
	 * as a file or a runtime, so that another try makes sense.
	 * @return {@code false} if what is configured, or what it names, has to be changed
	 */
	public boolean isMissing() {
		return this.missing;
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
