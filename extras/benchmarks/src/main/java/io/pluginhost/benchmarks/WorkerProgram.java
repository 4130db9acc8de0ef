package io.pluginhost.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The worker of all contestants: a program in C, compiled here.
 */
final class WorkerProgram {

	private WorkerProgram() {
	}

	/**
	 * Compile the worker.
	 * @param directory where to put it
	 * @return the executable file
	 */
	static Path compile(Path directory) throws IOException, InterruptedException {
		Path source = directory.resolve("worker.c");
		Path program = directory.resolve("worker");
		try (InputStream resource = WorkerProgram.class.getResourceAsStream("worker.c")) {
			Files.write(source, resource.readAllBytes());
		}
		int exit = new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString()).inheritIO()
			.start()
			.waitFor();
		if (exit != 0) {
			throw new IOException("The worker cannot be compiled");
		}
		return program;
	}

}
