package io.pluginhost.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A user of this machine that nobody else is, and whose threads can be limited: the
 * superuser's cannot. May read all files. Needs a Linux on which the tests run as the
 * superuser.
 */
public final class OrdinaryUser implements AutoCloseable {

	private final String id;

	public OrdinaryUser() {
		assumeThat(LiveProcesses.read(ProcessHandle.current().pid(), "status")).contains("\nUid:\t0\t0\t0\t0");
		String id = null;
		while (id == null || processesOf(id).findAny().isPresent()) {
			id = Integer.toString(ThreadLocalRandom.current().nextInt(50_000, 60_000));
		}
		this.id = id;
	}

	/**
	 * Return how a command begins that runs as this user.
	 */
	public List<String> prefix() {
		return new ArrayList<>(List.of("setpriv", "--reuid", this.id, "--regid", this.id, "--clear-groups",
				"--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"));
	}

	/**
	 * Return how many threads this user has, those of zombies included, as each process
	 * counts against the limit.
	 */
	public int threads() {
		return processesOf(this.id).mapToInt((pid) -> number(pid, "Threads")).sum();
	}

	/**
	 * Return the processes of this user that are alive.
	 */
	public List<Long> processes() {
		return processesOf(this.id).filter((pid) -> !LiveProcesses.read(pid, "status").contains("\nState:\tZ"))
			.toList();
	}

	/**
	 * From now on a process, and what it starts, may start others only while this user
	 * has fewer threads.
	 */
	public void limitThreads(Process process, int threads) {
		prlimit(process, Integer.toString(threads));
	}

	/**
	 * From now on a process may start as many as it likes.
	 */
	public void unlimitThreads(Process process) {
		prlimit(process, "4096");
	}

	/**
	 * By this user itself, which may even where the superuser may not.
	 */
	private void prlimit(Process process, String limit) {
		List<String> command = prefix();
		command.addAll(List.of("prlimit", "--pid", Long.toString(process.pid()), "--nproc=" + limit + ":"));
		try {
			assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).as("prlimit").isZero();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Stream<Long> processesOf(String id) {
		return LiveProcesses.all().filter((pid) -> LiveProcesses.read(pid, "status").contains("\nUid:\t" + id + "\t"));
	}

	private static int number(long pid, String name) {
		return LiveProcesses.read(pid, "status")
			.lines()
			.filter((line) -> line.startsWith(name + ":"))
			.mapToInt((line) -> Integer.parseInt(line.substring(name.length() + 1).strip()))
			.findFirst()
			.orElse(0);
	}

	/**
	 * End all processes of this user.
	 */
	@Override
	public void close() {
		processesOf(this.id).forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
	}

}
