package io.pluginhost.benchmarks;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a contestant and its workers run.
 */
enum Setting {

	/** All on one processor: measures the length of the path, and is stable. */
	PINNED,

	/** Wherever the operating system puts them. */
	FREE,

	/** The same, in a JVM that does nothing else, before or after. */
	FRESH;

	/**
	 * Put a command under this setting.
	 */
	List<String> command(List<String> command) {
		if (this != PINNED) {
			return command;
		}
		int last = Runtime.getRuntime().availableProcessors() - 1;
		List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(last)));
		pinned.addAll(command);
		return pinned;
	}

	/**
	 * Whether this machine has what it takes.
	 */
	boolean isPossible() {
		return this != PINNED || Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((directory) -> new File(directory, "taskset").canExecute());
	}

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
