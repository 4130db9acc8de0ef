package io.pluginhost.process.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Tells whose worker a process is, across the death of the host and the reuse of process
 * ids: {@code <boot id>:<pid namespace>:<host pid>:<host start time>}. What the platform
 * does not know stands as {@code -}. In an environment a fifth part follows, the worker's
 * name, which tells one incarnation from every other of the same JVM.
 *
 * @param bootId the start of the machine
 * @param pidNamespace where the host's process id is valid
 * @param hostPid the host's process id
 * @param hostStarted when the host started
 * @see "docs/decisions/process-marks.md"
 */
record OwnerMark(String bootId, String pidNamespace, long hostPid, String hostStarted) {

	/** The environment variable in which the mark stands. */
	static final String VARIABLE = "PLUGIN_HOST_OWNER";

	private static final String UNKNOWN = "-";

	/**
	 * Return the mark of this JVM's workers.
	 * @return the mark
	 */
	static OwnerMark ofThisHost() {
		long pid = ProcessHandle.current().pid();
		return new OwnerMark(bootIdOfThisMachine(), pidNamespaceOfThisHost(), pid, started(pid));
	}

	/**
	 * Read a mark.
	 * @param text the mark as it stands in an environment
	 * @return the mark, or {@code null} if it is none
	 */
	static @Nullable OwnerMark parse(String text) {
		String[] parts = text.split(":", -1);
		if (parts.length != 4 && parts.length != 5) {
			return null;
		}
		try {
			return new OwnerMark(parts[0], parts[1], Long.parseLong(parts[2]), parts[3]);
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Return the worker that a mark names.
	 * @param text the mark as it stands in an environment
	 * @return the worker's name, or {@code null} if it names none
	 */
	static @Nullable String workerOf(String text) {
		String[] parts = text.split(":", -1);
		return (parts.length == 5) ? parts[4] : null;
	}

	/**
	 * Tell whether another mark's host would be found among the processes of this one's.
	 * @param other the mark
	 * @return whether both are of the same boot and namespace, and these are known
	 */
	boolean isFromSamePlace(OwnerMark other) {
		return !this.bootId.equals(UNKNOWN) && this.bootId.equals(other.bootId) && !this.pidNamespace.equals(UNKNOWN)
				&& this.pidNamespace.equals(other.pidNamespace);
	}

	/**
	 * Tell whether the process that made this mark is alive. Both ways to write its start
	 * are understood, so that nobody's workers are ended because their host writes it
	 * differently. Only for marks from the same place.
	 */
	boolean hostLives() {
		return this.hostStarted.equals(ticks(this.hostPid))
				|| Proc.birth(this.hostPid) != null && this.hostStarted.equals(timeOfDay(this.hostPid));
	}

	/**
	 * In ticks where there are any: a time of day changes when somebody sets the clock.
	 */
	private static String started(long pid) {
		String ticks = ticks(pid);
		String started = (ticks != null) ? ticks : timeOfDay(pid);
		return (started != null) ? started : UNKNOWN;
	}

	private static @Nullable String ticks(long pid) {
		Proc.Birth birth = Proc.birth(pid);
		return (birth != null) ? Long.toString(birth.started()) : null;
	}

	private static @Nullable String timeOfDay(long pid) {
		return ProcessHandle.of(pid)
			.flatMap((handle) -> handle.info().startInstant())
			.map((instant) -> Long.toString(instant.toEpochMilli()))
			.orElse(null);
	}

	private static String bootIdOfThisMachine() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
		}
		catch (IOException ex) {
			return UNKNOWN;
		}
	}

	private static String pidNamespaceOfThisHost() {
		try {
			return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().replaceAll("\\D", "");
		}
		catch (IOException | UnsupportedOperationException ex) {
			return UNKNOWN;
		}
	}

	/**
	 * Return the mark of the host, as it stands in an environment before the worker's
	 * name.
	 */
	@Override
	public String toString() {
		return String.join(":", this.bootId, this.pidNamespace, Long.toString(this.hostPid), this.hostStarted);
	}

}
