package io.pluginhost.process;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

import io.pluginhost.PluginDefinition;

/**
 * Starts processes on this machine, each with an environment made from nothing.
 */
public final class LocalProcessLauncher implements WorkerProcessLauncher {

	private final CommandResolver commands;

	private final WorkerEnvironment environment;

	private final boolean unix;

	private final String owner;

	/**
	 * Create a launcher.
	 * @param commands makes out what to execute
	 * @param hostEnvironment the host's own environment, of which a worker gets what it
	 * may have
	 */
	public LocalProcessLauncher(CommandResolver commands, Map<String, String> hostEnvironment) {
		boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
		this.commands = commands;
		this.unix = !windows;
		this.environment = new WorkerEnvironment(hostEnvironment, windows);
		this.owner = OwnerMark.ofThisHost();
	}

	@Override
	public WorkerProcess launch(PluginDefinition definition) throws IOException {
		CommandResolver.ResolvedCommand command = this.commands.resolve(definition);
		Launch launch = new Launch(definition.id(), command.command(), command.directory(),
				this.environment.forPlugin(definition, this.owner), definition.limits().maxMessageSize(),
				definition.limits().maxQueuedBytes());
		ProcessBuilder builder = new ProcessBuilder(launch.command());
		builder.directory(launch.directory().toFile());
		// It starts as a copy of the host's
		builder.environment().clear();
		builder.environment().putAll(launch.environment());
		return new LocalProcess(builder.start(), launch, this.unix);
	}

}
