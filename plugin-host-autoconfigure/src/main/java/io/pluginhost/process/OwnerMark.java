package io.pluginhost.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whose worker a process is, across the death of the host and the reuse of process
 * ids: {@code <boot id>:<pid namespace>:<host pid>:<host start time>}.
 */
final class OwnerMark {

	private OwnerMark() {
	}

	/**
	 * Return the mark of this JVM's workers. What the platform does not know stands as
	 * {@code -}.
	 * @return the mark
	 */
	static String ofThisHost() {
		ProcessHandle self = ProcessHandle.current();
		String started = self.info().startInstant().map((instant) -> Long.toString(instant.toEpochMilli())).orElse("-");
		return String.join(":", bootId(), pidNamespace(), Long.toString(self.pid()), started);
	}

	private static String bootId() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
		}
		catch (IOException ex) {
			return "-";
		}
	}

	private static String pidNamespace() {
		try {
			return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().replaceAll("\\D", "");
		}
		catch (IOException | UnsupportedOperationException ex) {
			return "-";
		}
	}

}
