package io.pluginhost.chaos;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this JVM takes of the machine.
 *
 * @param heap bytes of the heap that are in use after a collection
 * @param threads live threads of plugins; those the host has for all come and go
 * @param descriptors open files, pipes and sockets
 * @param children processes below this one, apart from the host's watchdogs
 */
record Footprint(long heap, long threads, long descriptors, long children) {

	static final long MEGABYTE = 1024 * 1024;

	private static final int COLLECTIONS = 6;

	static Footprint take() {
		return new Footprint(usedHeap(), threads("") - threads("host-"), openDescriptors(), liveChildren());
	}

	/**
	 * Return what is in use after a full collection. The serial collector leaves up to 5
	 * % of the old generation's capacity uncollected and compacts all of it only every
	 * fourth time, so fewer collections measure up to 13 MB that nothing holds.
	 */
	static long usedHeap() {
		long used = Long.MAX_VALUE;
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		}
		return used;
	}

	/**
	 * Threads of plugins or the host's own, whose names go on like this.
	 */
	static long threads(String name) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("plugin-" + name))
			.count();
	}

	static long openDescriptors() {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.count();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static long liveChildren() {
		return ProcessHandle.current()
			.descendants()
			.filter(ProcessHandle::isAlive)
			.filter((process) -> !commandLine(process).contains("plugin-host-watchdog"))
			.count();
	}

	private static String commandLine(ProcessHandle process) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
		}
		catch (IOException ex) {
			return "";
		}
	}

}
