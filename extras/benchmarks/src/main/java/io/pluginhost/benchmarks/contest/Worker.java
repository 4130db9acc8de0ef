package io.pluginhost.benchmarks.contest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the worker of all contestants is called.
 *
 * @param program the program and its first arguments
 */
record Worker(List<String> program) {

	/**
	 * A command that starts the worker.
	 * @param dialect what it shall speak
	 */
	List<String> command(String... dialect) {
		List<String> command = new ArrayList<>(this.program);
		command.addAll(Arrays.asList(dialect));
		return command;
	}

}
