package io.pluginhost.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes of this machine, as Linux shows them.
 */
public final class LiveProcesses {

	private LiveProcesses() {
	}

	public static Stream<Long> all() {
		return ProcessHandle.allProcesses().map(ProcessHandle::pid);
	}

	/**
	 * Those that have a variable in their environment.
	 * @param variable the variable, as {@code NAME=value}
	 */
	public static List<Long> with(String variable) {
		return all().filter((pid) -> ('\0' + read(pid, "environ")).contains('\0' + variable + '\0')).toList();
	}

	/**
	 * The commands of those that have a variable in their environment, a line each.
	 * @param variable the variable, as {@code NAME=value}
	 */
	public static String describe(String variable) {
		StringBuilder text = new StringBuilder("processes");
		with(variable).forEach(
				(pid) -> text.append('\n').append(pid).append(": ").append(read(pid, "cmdline").replace('\0', ' ')));
		return text.toString();
	}

	/**
	 * What the kernel tells of a process.
	 * @param pid the process
	 * @param file where it tells that
	 * @return the text; nothing if there is no such process any more
	 */
	public static String read(long pid, String file) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
