package io.pluginhost.process.tree;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What Linux shows of its processes under {@code /proc}. Everything is read anew; a
 * process that is gone, or that is not ours to look at, reads as {@code null}.
 * <p>
 * Reading a process's environment waits for the process's memory map: on a machine in
 * trouble it may block, so it is done on no thread anybody waits for without limit.
 */
public final class Proc {

	static final boolean AVAILABLE = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")
			&& Files.isReadable(Path.of("/proc/self/stat"));

	private static final String ROOT = "/proc";

	private static final int PARENT = 1;

	/** Where the start time stands behind the name: it is the 22nd field of all. */
	private static final int STARTED = 19;

	private Proc() {
	}

	/**
	 * Return the ids of all processes that can be seen.
	 */
	static long[] pids() {
		String[] names = new File(ROOT).list((directory, name) -> Character.isDigit(name.charAt(0)));
		long[] pids = new long[(names != null) ? names.length : 0];
		for (int i = 0; i < pids.length; i++) {
			pids[i] = Long.parseLong(names[i]);
		}
		return pids;
	}

	/**
	 * Return where a living process comes from.
	 * @param pid its id
	 * @return its birth, or {@code null} if there is no such process, or only what is
	 * left of it until its parent has asked for its exit
	 */
	static @Nullable Birth birth(long pid) {
		String[] stat = stat(pid);
		if (stat == null || isZombie(stat)) {
			return null;
		}
		return new Birth(Long.parseLong(stat[PARENT]), Long.parseLong(stat[STARTED]));
	}

	/**
	 * Read the fields of {@code stat} from the state on.
	 */
	private static String @Nullable [] stat(long pid) {
		String stat = read(pid, "stat");
		// The name may hold anything, parentheses too
		int name = (stat != null) ? stat.lastIndexOf(')') : -1;
		if (stat == null || name < 0) {
			return null;
		}
		String[] fields = stat.substring(name + 1).trim().split(" ");
		return (fields.length > STARTED) ? fields : null;
	}

	private static boolean isZombie(String[] stat) {
		return "ZXx".contains(stat[0]);
	}

	/**
	 * Return whether a process is alive. What is left of one until its parent has asked
	 * for its exit, a zombie, is not: where the host is the first process of a container,
	 * its parent never asks. The only place that says so.
	 * @param process the process
	 * @return whether it is there, and not known to be a zombie
	 */
	public static boolean isAlive(ProcessHandle process) {
		if (!process.isAlive()) {
			return false;
		}
		String[] stat = AVAILABLE ? stat(process.pid()) : null;
		return stat == null || !isZombie(stat);
	}

	/**
	 * Return the environment a process was started with.
	 * @param pid its id
	 * @return its environment
	 */
	static @Nullable Environment environment(long pid) {
		String environ = read(pid, "environ");
		return (environ != null && !environ.isEmpty()) ? new Environment('\0' + environ) : null;
	}

	/**
	 * Return the real user id of a process.
	 * @param pid its id
	 * @return the user's id
	 */
	static @Nullable Long realUid(long pid) {
		return status(pid, "Uid");
	}

	/**
	 * Return how much of a process is in memory, counting what it shares with others.
	 * @param pid its id
	 * @return bytes
	 */
	static @Nullable Long residentMemory(long pid) {
		Long kilobytes = status(pid, "VmRSS");
		return (kilobytes != null) ? kilobytes * 1024 : null;
	}

	/**
	 * Read the first number of a line of {@code status}, which has no line about the
	 * memory of a process that is about to be gone.
	 */
	private static @Nullable Long status(long pid, String name) {
		String status = read(pid, "status");
		String start = '\n' + name + ':';
		int line = (status != null) ? status.indexOf(start) : -1;
		if (status == null || line < 0) {
			return null;
		}
		return Long.valueOf(status.substring(line + start.length()).trim().split("\\s", 2)[0]);
	}

	private static @Nullable String read(long pid, String file) {
		try (FileInputStream in = new FileInputStream(ROOT + '/' + pid + '/' + file)) {
			return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Where a process comes from. Together with its id the start tells it from every
	 * other.
	 *
	 * @param parent its parent's id
	 * @param started when it started, in ticks since the machine did: unlike a time of
	 * day, nobody who sets the clock changes it
	 */
	record Birth(long parent, long started) {
	}

	/**
	 * The environment of a process, as the system keeps it.
	 *
	 * @param text all variables, a NUL before each
	 */
	record Environment(String text) {

		@Nullable String get(String name) {
			String start = '\0' + name + '=';
			int at = this.text.indexOf(start);
			if (at < 0) {
				return null;
			}
			int end = this.text.indexOf('\0', at + start.length());
			return this.text.substring(at + start.length(), (end >= 0) ? end : this.text.length());
		}

	}

}
