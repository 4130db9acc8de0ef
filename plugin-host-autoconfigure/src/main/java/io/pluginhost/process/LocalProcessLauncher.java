package io.pluginhost.process;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

import io.pluginhost.PluginDefinition;

/**
 * Starts processes on this machine, each with an environment made from nothing, and sees
 * to it that none is left over.
 * <p>
 * On Linux a process ends with the <em>thread</em> that has launched it, where the
 * parent-death signal is to be had: launch from threads that live as long as the plugin.
 */
public final class LocalProcessLauncher implements WorkerProcessLauncher, AutoCloseable {

	private final CommandResolver commands;

	private final WorkerEnvironment environment;

	private final boolean unix;

	private final SetPriv setPriv;

	private final LeftoverGuard guard;

	private final NamedThreads threads;

	/**
	 * Create a launcher.
	 * @param commands makes out what to execute
	 * @param hostEnvironment the host's own environment, of which a worker gets what it
	 * may have
	 */
	public LocalProcessLauncher(CommandResolver commands, Map<String, String> hostEnvironment) {
		this(commands, hostEnvironment, NamedThreads.daemons());
	}

	LocalProcessLauncher(CommandResolver commands, Map<String, String> hostEnvironment, NamedThreads threads) {
		boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
		this.commands = commands;
		this.unix = !windows;
		this.environment = new WorkerEnvironment(hostEnvironment, windows);
		this.setPriv = new SetPriv(hostEnvironment.get("PATH"));
		this.guard = new LeftoverGuard(hostEnvironment.get("PATH"), threads);
		this.threads = threads;
	}

	@Override
	public WorkerProcess launch(PluginDefinition definition) throws IOException {
		CommandResolver.ResolvedCommand command = this.commands.resolve(definition);
		String worker = this.guard.prepare(definition.id());
		Map<String, String> environment = this.environment.forPlugin(definition, "");
		this.guard.mark(environment, worker);
		Launch launch = new Launch(definition.id(), this.setPriv.wrap(command.command(), definition.noNewPrivileges()),
				command.directory(), environment, definition.limits().maxMessageSize(),
				definition.limits().maxQueuedBytes());
		ProcessBuilder builder = new ProcessBuilder(launch.command());
		builder.directory(launch.directory().toFile());
		// It starts as a copy of the host's
		builder.environment().clear();
		builder.environment().putAll(launch.environment());
		return start(builder, launch, worker);
	}

	/**
	 * What reads from the process is there before it is.
	 */
	private WorkerProcess start(ProcessBuilder builder, Launch launch, String worker) throws IOException {
		PreparedThread stdoutReader = PreparedThread.start(this.threads,
				LocalProcess.threadName(launch.name(), "stdout"));
		try {
			Process process = ProcessStarter.start(builder);
			return new LocalProcess(process, launch, this.unix, this.guard,
					this.guard.adopt(process, launch.name(), worker), stdoutReader, this.threads);
		}
		catch (NoThreadException ex) {
			stdoutReader.dismiss();
			this.guard.endLost(launch.name(), worker);
			throw ex;
		}
		catch (IOException | RuntimeException | Error ex) {
			stdoutReader.dismiss();
			throw ex;
		}
	}

	/**
	 * End what is left of the processes this has started; it starts no more.
	 */
	@Override
	public void close() {
		this.guard.close();
	}

}
