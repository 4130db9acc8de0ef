package io.pluginhost.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * On which processors a contestant and its workers run.
 */
enum Setting {

	/** All on one: measures the length of the path, and is stable. */
	PINNED,

	/** Wherever the operating system puts them. */
	FREE;

	/**
	 * Put a command under this setting.
	 */
	List<String> command(List<String> command) {
		if (this == FREE) {
			return command;
		}
		int last = Runtime.getRuntime().availableProcessors() - 1;
		List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(last)));
		pinned.addAll(command);
		return pinned;
	}

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
