package io.pluginhost.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The contestants of all tests, in one JVM, which ends with that of the tests.
 */
final class TestAgent {

	private static final AgentProcess process = start();

	private TestAgent() {
	}

	static AgentProcess get() {
		return process;
	}

	/**
	 * One that has not done anything yet.
	 */
	static AgentProcess start() {
		try {
			Path directory = Files.createDirectories(Path.of("target", "test-worker"));
			// Compiles at once, so that what is allocated depends on how often code has
			// run, and not on how busy the machine is
			return new AgentProcess(Setting.FREE, WorkerProgram.prepare(directory), "-Xbatch");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
