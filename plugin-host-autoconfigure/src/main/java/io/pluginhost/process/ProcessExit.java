package io.pluginhost.process;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended: with a code, or by a signal.
 *
 * @param code the exit code, unless a signal ended the process
 * @param signal the signal's name, such as {@code SIGKILL}
 */
public record ProcessExit(@Nullable Integer code, @Nullable String signal) {

	private static final Map<Integer, String> SIGNALS = Map.ofEntries(Map.entry(1, "SIGHUP"), Map.entry(2, "SIGINT"),
			Map.entry(3, "SIGQUIT"), Map.entry(4, "SIGILL"), Map.entry(5, "SIGTRAP"), Map.entry(6, "SIGABRT"),
			Map.entry(7, "SIGBUS"), Map.entry(8, "SIGFPE"), Map.entry(9, "SIGKILL"), Map.entry(10, "SIGUSR1"),
			Map.entry(11, "SIGSEGV"), Map.entry(12, "SIGUSR2"), Map.entry(13, "SIGPIPE"), Map.entry(14, "SIGALRM"),
			Map.entry(15, "SIGTERM"), Map.entry(24, "SIGXCPU"), Map.entry(25, "SIGXFSZ"), Map.entry(31, "SIGSYS"));

	/**
	 * Understand an exit value as the JDK reports it: on Unix a signal stands as 128 plus
	 * its number, which a shell's child cannot be told from.
	 * @param value the value
	 * @param unix whether it comes from Unix
	 * @return the exit
	 */
	static ProcessExit of(int value, boolean unix) {
		if (unix && value > 128 && value <= 192) {
			int number = value - 128;
			return new ProcessExit(null, SIGNALS.getOrDefault(number, "SIG" + number));
		}
		return new ProcessExit(value, null);
	}

	/**
	 * Tell whether the process ended as one does that somebody has asked to: by Ctrl+C in
	 * its terminal, or by whoever stops the host with all its processes.
	 * @return whether SIGINT or SIGTERM ended it
	 */
	public boolean isByRequest() {
		return "SIGINT".equals(this.signal) || "SIGTERM".equals(this.signal);
	}

	/**
	 * Return the exit as it stands in error messages.
	 */
	@Override
	public String toString() {
		return "code=" + this.code + ", signal=" + this.signal;
	}

}
