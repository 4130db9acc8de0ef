package io.pluginhost.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.pluginhost.benchmarks.worker.JavaWorker;

/**
 * The worker of all contestants: a program in C, compiled here, or one in Java where
 * there is no compiler for C.
 *
 * @param language what it is written in
 * @param command how it is called
 */
record WorkerProgram(String language, List<String> command) {

	/**
	 * Make the worker.
	 * @param directory where to put it
	 */
	static WorkerProgram prepare(Path directory) throws IOException {
		Path source = directory.resolve("worker.c");
		Path program = directory.toAbsolutePath().resolve("worker");
		try (InputStream resource = WorkerProgram.class.getResourceAsStream("worker.c")) {
			Files.write(source, resource.readAllBytes());
		}
		Process compiler;
		try {
			compiler = new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString()).inheritIO().start();
		}
		catch (IOException ex) {
			return inJava();
		}
		if (compiler.onExit().join().exitValue() != 0) {
			throw new IOException("The worker cannot be compiled");
		}
		return new WorkerProgram("C", List.of(program.toString()));
	}

	static WorkerProgram inJava() {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new WorkerProgram("Java",
				List.of(java, "-Xshare:auto", "-XX:+UseSerialGC", "-cp", location(), JavaWorker.class.getName()));
	}

	private static String location() {
		try {
			return Path.of(JavaWorker.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Whether a worker takes so much that there cannot be hundreds.
	 */
	boolean isHeavy() {
		return this.language.equals("Java");
	}

}
