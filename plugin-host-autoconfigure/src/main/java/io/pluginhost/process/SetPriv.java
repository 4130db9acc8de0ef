package io.pluginhost.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What util-linux's {@code setpriv} does for workers: they gain no privileges, and die
 * with the thread that started them, thus with the host. What it can is found out by
 * running it, once, when it is first needed. Guarded by itself.
 */
final class SetPriv {

	private static final Logger logger = LoggerFactory.getLogger(SetPriv.class);

	private static final List<String> NO_NEW_PRIVILEGES = List.of("--no-new-privs");

	private static final List<String> DEATH_SIGNAL = List.of("--pdeathsig", "KILL");

	private static final long PROBE_SECONDS = 5;

	private final SearchPath searchPath;

	// Guarded by this
	private @Nullable Abilities abilities;

	SetPriv(@Nullable String path) {
		this.searchPath = new SearchPath(path, false);
	}

	/**
	 * Put what is possible before a command. The process keeps its id through it.
	 * @param command the command, with whatever prefix of its own
	 * @param noNewPrivileges whether it is to gain no privileges
	 * @return the command to execute
	 */
	List<String> wrap(List<String> command, boolean noNewPrivileges) {
		Abilities able = abilities();
		List<String> options = new ArrayList<>();
		if (noNewPrivileges && able.noNewPrivileges()) {
			options.addAll(NO_NEW_PRIVILEGES);
		}
		if (able.deathSignal()) {
			options.addAll(DEATH_SIGNAL);
		}
		return options.isEmpty() ? command : command(able.program(), options, command);
	}

	private synchronized Abilities abilities() {
		if (this.abilities == null) {
			this.abilities = probe();
			logger.debug("setpriv: {}", this.abilities);
		}
		return this.abilities;
	}

	private Abilities probe() {
		String program = Proc.AVAILABLE ? this.searchPath.locate("setpriv").map(Object::toString).orElse("") : "";
		if (program.isEmpty()) {
			return new Abilities(program, false, false);
		}
		List<String> both = new ArrayList<>(NO_NEW_PRIVILEGES);
		both.addAll(DEATH_SIGNAL);
		return runs(program, both) ? new Abilities(program, true, true)
				: new Abilities(program, runs(program, NO_NEW_PRIVILEGES), runs(program, DEATH_SIGNAL));
	}

	private static boolean runs(String program, List<String> options) {
		ProcessBuilder builder = new ProcessBuilder(command(program, options, List.of("/bin/sh", "-c", ":")))
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().clear();
		try {
			Process probe = ProcessStarter.start(builder);
			boolean ended = probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
			probe.destroyForcibly();
			return ended && probe.exitValue() == 0;
		}
		catch (IOException ex) {
			logger.debug("{} cannot be run", program, ex);
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static List<String> command(String program, List<String> options, List<String> command) {
		List<String> whole = new ArrayList<>();
		whole.add(program);
		whole.addAll(options);
		whole.add("--");
		whole.addAll(command);
		return whole;
	}

	/**
	 * What this machine's program can do.
	 *
	 * @param program its path, empty if it is not there
	 * @param noNewPrivileges whether it keeps a process from gaining privileges
	 * @param deathSignal whether it lets a process die with its parent
	 */
	private record Abilities(String program, boolean noNewPrivileges, boolean deathSignal) {
	}

}
