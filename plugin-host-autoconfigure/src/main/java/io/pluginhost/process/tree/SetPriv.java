package io.pluginhost.process.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.process.command.SearchPath;

/**
 * What util-linux's {@code setpriv} does for workers: they gain no privileges, and die
 * with the thread that started them, thus with the host. What it can is found out by
 * running it, when it is first needed. Only an answer is kept: a probe that was too slow,
 * or for which no process could be started, is made again for the next process. Guarded
 * by itself.
 *
 * @see "docs/decisions/watchdog-and-setpriv.md"
 */
public final class SetPriv {

	private static final Logger logger = LoggerFactory.getLogger(SetPriv.class);

	private static final List<String> NO_NEW_PRIVILEGES = List.of("--no-new-privs");

	private static final List<String> DEATH_SIGNAL = List.of("--pdeathsig", "KILL");

	private static final long PROBE_MILLIS = 5000;

	private final SearchPath searchPath;

	private final Probe probe;

	/** How many probes have been begun: who waits for one takes its outcome. */
	private volatile int probes;

	// Guarded by this
	private Abilities abilities = Abilities.UNKNOWN;

	public SetPriv(@Nullable String path) {
		this(path, (command) -> run(command, PROBE_MILLIS));
	}

	SetPriv(@Nullable String path, Probe probe) {
		this.searchPath = new SearchPath(path, false);
		this.probe = probe;
	}

	/**
	 * Put what is possible before a command. The process keeps its id through it.
	 * @param pluginId whose command it is
	 * @param command the command, with whatever prefix of its own
	 * @param noNewPrivileges whether it is to gain no privileges
	 * @return the command to execute
	 */
	public List<String> wrap(String pluginId, List<String> command, boolean noNewPrivileges) {
		Abilities able = abilities();
		List<String> options = new ArrayList<>();
		if (noNewPrivileges && able.noNewPrivileges() == Answer.YES) {
			options.addAll(NO_NEW_PRIVILEGES);
		}
		if (able.deathSignal() == Answer.YES) {
			options.addAll(DEATH_SIGNAL);
		}
		if (!able.isKnown()) {
			logger.warn(
					"Plugin '{}' is started without {}the parent-death signal: {} could not be tried just now. "
							+ "It is tried again with the next start",
					pluginId, noNewPrivileges ? "no-new-privileges and " : "", able.program());
		}
		return options.isEmpty() ? command : command(able.program(), options, command);
	}

	/**
	 * Return what can be done for the next process, as far as that is known.
	 */
	public Abilities abilities() {
		int begun = this.probes;
		synchronized (this) {
			if (!this.abilities.isKnown() && begun == this.probes) {
				this.probes++;
				this.abilities = probe();
				logger.debug("setpriv: {}", this.abilities);
			}
			return this.abilities;
		}
	}

	private Abilities probe() {
		String program = Proc.AVAILABLE ? this.searchPath.locate("setpriv").map(Object::toString).orElse("") : "";
		if (program.isEmpty()) {
			return new Abilities(program, Answer.NO, Answer.NO);
		}
		List<String> both = new ArrayList<>(NO_NEW_PRIVILEGES);
		both.addAll(DEATH_SIGNAL);
		Answer answer = ask(program, both);
		return (answer != Answer.NO) ? new Abilities(program, answer, answer)
				: new Abilities(program, ask(program, NO_NEW_PRIVILEGES), ask(program, DEATH_SIGNAL));
	}

	/**
	 * It starts itself: no other program is sure to be there.
	 */
	private Answer ask(String program, List<String> options) {
		return this.probe.run(command(program, options, List.of(program, "--help")));
	}

	/**
	 * Run a command.
	 * @return whether it succeeds; unknown if it ended by a signal, or not in time, or
	 * could not be started although it may be another time
	 */
	static Answer run(List<String> command, long millis) {
		ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().clear();
		try {
			Process probe = ProcessStarter.start(builder);
			boolean ended = probe.waitFor(millis, TimeUnit.MILLISECONDS);
			probe.destroyForcibly();
			return (!ended || probe.exitValue() > 128) ? Answer.UNKNOWN
					: (probe.exitValue() == 0) ? Answer.YES : Answer.NO;
		}
		catch (IOException ex) {
			logger.debug("{} cannot be run", command, ex);
			return Answer.ofFailure(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Answer.UNKNOWN;
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
	 * Runs a command to see whether that is possible.
	 */
	@FunctionalInterface
	interface Probe {

		/**
		 * Run a command.
		 * @param command the command
		 * @return whether it succeeds
		 */
		Answer run(List<String> command);

	}

	/**
	 * What is known of an ability.
	 */
	enum Answer {

		/** It is there. */
		YES,

		/** It is not there, and will not be. */
		NO,

		/** It could not be found out this time. */
		UNKNOWN;

		/** ENOENT, ENOEXEC, EACCES, EPERM, as the JDK writes them. */
		private static final Pattern FINAL = Pattern.compile("error[=:] ?(1|2|8|13)\\b");

		static Answer ofFailure(IOException failure) {
			return (failure.getMessage() != null && FINAL.matcher(failure.getMessage()).find()) ? NO : UNKNOWN;
		}

	}

	/**
	 * What this machine's program can do.
	 *
	 * @param program its path, empty if it is not there
	 * @param noNewPrivileges whether it keeps a process from gaining privileges
	 * @param deathSignal whether it lets a process die with its parent
	 */
	record Abilities(String program, Answer noNewPrivileges, Answer deathSignal) {

		private static final Abilities UNKNOWN = new Abilities("setpriv", Answer.UNKNOWN, Answer.UNKNOWN);

		boolean isKnown() {
			return this.noNewPrivileges != Answer.UNKNOWN && this.deathSignal != Answer.UNKNOWN;
		}

	}

}
