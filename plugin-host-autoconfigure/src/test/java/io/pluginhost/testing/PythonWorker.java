package io.pluginhost.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;

/**
 * A worker that does to its pipes what it is told: writes any bytes, floods, and fails in
 * many ways. Starts fast and is small, so that many can run at once. Needs Python.
 */
public final class PythonWorker {

	/**
	 * The system property that has a shell start the worker: the interpreter may stand
	 * where only the superuser sees it.
	 */
	public static final String BY_SHELL = "plugin-host.python-by-shell";

	private static final Path SCRIPTS = Path.of("src", "test", "workers", "python").toAbsolutePath();

	private static final String INTERPRETER = interpreter();

	private PythonWorker() {
	}

	/**
	 * The command that runs this worker.
	 * @param habits how it lives: {@code ignore-shutdown}, {@code stream} to have a
	 * stream open all its life
	 */
	public static String[] command(String... habits) {
		return script("worker.py", habits);
	}

	/**
	 * The command that runs a worker which lies about what it has read.
	 * @param lie the way it lies
	 */
	public static String[] liar(String lie) {
		return script("liar.py", lie);
	}

	private static String[] script(String name, String... arguments) {
		List<String> command = new ArrayList<>();
		if (Boolean.getBoolean(BY_SHELL)) {
			command.addAll(List.of("/bin/sh", "-c", "exec \"$@\"", "worker"));
		}
		command.addAll(List.of(INTERPRETER, "-I", "-S", SCRIPTS.resolve(name).toString()));
		command.addAll(List.of(arguments));
		return command.toArray(String[]::new);
	}

	/**
	 * A plugin with this worker.
	 * @param id the plugin's id
	 * @param habits how it lives
	 */
	public static PluginDefinitionBuilder definition(String id, String... habits) {
		return PluginDefinition.builder(id).command(command(habits));
	}

	/**
	 * Bytes as the worker's methods {@code write} and {@code repeat} want them.
	 */
	public static String bytes(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	public static String bytes(String text) {
		return bytes(text.getBytes(StandardCharsets.UTF_8));
	}

	public static List<String> pieces(byte[]... pieces) {
		return Arrays.stream(pieces).map(PythonWorker::bytes).toList();
	}

	/**
	 * What stands on the PATH may be a version manager's script, which is slow.
	 */
	private static String interpreter() {
		try {
			Process python = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)")
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			String path = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			return path.isEmpty() ? "python3" : path;
		}
		catch (IOException ex) {
			return "python3";
		}
	}

}
