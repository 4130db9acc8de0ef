package io.pluginhost.process;

import java.io.IOException;

import io.pluginhost.PluginDefinition;

/**
 * Starts a plugin's process: a local one today, something else where an application or a
 * test provides its own.
 */
@FunctionalInterface
public interface WorkerProcessLauncher {

	/**
	 * Start a process. Called on a thread of its own and may block, even for ever,
	 * without holding up any other plugin.
	 * @param definition the plugin
	 * @return the process, which is not read from until it is
	 * {@link WorkerProcess#open(ProcessListener) opened}
	 * @throws IOException if it cannot be started; the message says what and why
	 */
	WorkerProcess launch(PluginDefinition definition) throws IOException;

}
