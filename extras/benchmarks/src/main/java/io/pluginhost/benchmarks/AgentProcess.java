package io.pluginhost.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.pluginhost.benchmarks.contest.Agent;
import io.pluginhost.benchmarks.contest.Workload;

/**
 * A contestant in its own JVM. Blocks while the contestant works.
 */
final class AgentProcess implements AutoCloseable {

	private final String contestant;

	private final Process process;

	private final PrintStream commands;

	private final BufferedReader answers;

	AgentProcess(String contestant, Setting setting, Path worker) throws IOException {
		this.contestant = contestant;
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = List.of(java, "-Xmx1g", "-cp", System.getProperty("java.class.path"),
				Agent.class.getName(), contestant, worker.toString());
		this.process = new ProcessBuilder(setting.command(command)).redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.commands = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
		this.answers = new BufferedReader(new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
		answer();
	}

	String contestant() {
		return this.contestant;
	}

	/**
	 * Have the contestant do something for a while.
	 * @return what was measured, by name; nothing if it cannot do that
	 */
	Map<String, Double> run(Workload workload, long millis) throws IOException {
		this.commands.println(workload.name() + " " + millis);
		Map<String, Double> measured = new LinkedHashMap<>();
		for (String word : answer().split(" ")) {
			int equals = word.indexOf('=');
			if (equals > 0) {
				measured.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
			}
		}
		return measured;
	}

	private String answer() throws IOException {
		String line = this.answers.readLine();
		if (line == null) {
			throw new IOException("The contestant '%s' has failed".formatted(this.contestant));
		}
		return line;
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
