package io.pluginhost.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.pluginhost.benchmarks.contest.Agent;
import io.pluginhost.benchmarks.contest.Workload;

/**
 * A JVM with contestants. Blocks while a contestant works.
 */
final class AgentProcess implements AutoCloseable {

	private final Process process;

	private final PrintStream commands;

	private final BufferedReader answers;

	/**
	 * Start the JVM.
	 * @param setting where it and its workers run
	 * @param worker what contestants start
	 * @param options more options for the JVM
	 */
	AgentProcess(Setting setting, WorkerProgram worker, String... options) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = new ArrayList<>(List.of(java, "-Xmx1g"));
		command.addAll(List.of(options));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Agent.class.getName()));
		command.addAll(worker.command());
		this.process = new ProcessBuilder(setting.command(command)).redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.commands = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
		this.answers = new BufferedReader(new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Have a contestant do something for a while.
	 * @return what was measured, by name; nothing if it cannot do that
	 */
	Map<String, Double> run(String contestant, Workload workload, long millis) throws IOException {
		this.commands.println(contestant + " " + workload.name() + " " + millis);
		String answer = this.answers.readLine();
		if (answer == null) {
			throw new IOException("The contestant '%s' has failed in '%s'".formatted(contestant, workload.label()));
		}
		Map<String, Double> measured = new LinkedHashMap<>();
		for (String word : answer.split(" ")) {
			int equals = word.indexOf('=');
			if (equals > 0) {
				measured.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
			}
		}
		return measured;
	}

	@Override
	public void close() {
		this.commands.close();
		boolean interrupted = false;
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		this.process.destroyForcibly();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
