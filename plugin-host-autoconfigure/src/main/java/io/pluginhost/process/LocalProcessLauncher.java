package io.pluginhost.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.NamedThreads;
import io.pluginhost.concurrent.NoThreadException;
import io.pluginhost.concurrent.PreparedThread;
import io.pluginhost.process.command.CommandResolver;
import io.pluginhost.process.command.StartFailure;
import io.pluginhost.process.tree.LeftoverGuard;
import io.pluginhost.process.tree.ProcessStarter;
import io.pluginhost.process.tree.Protections;
import io.pluginhost.process.tree.SetPriv;

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

	private final Protections protections;

	private final LeftoverGuard guard;

	private final NamedThreads threads;

	private final StartFailure failures = new StartFailure(Path.of(System.getProperty("java.home")));

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
		this.protections = new Protections(hostEnvironment.get("PATH"));
		this.guard = new LeftoverGuard(hostEnvironment.get("PATH"), threads);
		this.threads = threads;
	}

	@Override
	public WorkerProcess launch(PluginDefinition definition) throws IOException {
		CommandResolver.ResolvedCommand command = this.commands.resolve(definition);
		String worker = this.guard.prepare(definition.id());
		Map<String, String> environment = this.environment.forPlugin(definition);
		this.guard.mark(environment, worker);
		this.protections.report(this.setPriv.abilities());
		ProcessBuilder builder = new ProcessBuilder(
				this.setPriv.wrap(definition.id(), command.command(), definition.noNewPrivileges()));
		builder.directory(command.directory().toFile());
		WorkerEnvironment.apply(environment, builder.environment());
		return start(builder, definition, worker, command);
	}

	/**
	 * What reads from the process is there before it is.
	 */
	private WorkerProcess start(ProcessBuilder builder, PluginDefinition definition, String worker,
			CommandResolver.ResolvedCommand command) throws IOException {
		PreparedThread stdoutReader = PreparedThread.start(this.threads,
				LocalProcess.threadName(definition.id(), "stdout"));
		try {
			Process process = start(builder, definition.id(), command);
			return new LocalProcess(process, definition, this.unix, this.guard,
					this.guard.adopt(process, definition.id(), worker), stdoutReader, this.threads);
		}
		catch (NoThreadException ex) {
			stdoutReader.dismiss();
			this.guard.endLost(definition.id(), worker);
			throw ex;
		}
		catch (IOException | RuntimeException | Error ex) {
			stdoutReader.dismiss();
			throw ex;
		}
	}

	private Process start(ProcessBuilder builder, String pluginId, CommandResolver.ResolvedCommand command)
			throws IOException {
		try {
			return ProcessStarter.start(builder);
		}
		catch (NoThreadException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw this.failures.explain(pluginId, command.command(), command.directory(), ex);
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
