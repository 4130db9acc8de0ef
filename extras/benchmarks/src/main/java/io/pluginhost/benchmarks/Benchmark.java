package io.pluginhost.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.pluginhost.benchmarks.contest.Workload;

/**
 * The command: warms all contestants up, lets them work in turns, round by round, each
 * other round in reverse order, and prints the table.
 */
public final class Benchmark {

	private final Options options;

	private final Results results = new Results();

	private Benchmark(Options options) {
		this.options = options;
	}

	/**
	 * Run the benchmark.
	 * @param args options and workloads
	 * @throws Exception if a contestant fails
	 */
	public static void main(String[] args) throws Exception {
		Options options;
		try {
			options = Options.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.err.println(Options.USAGE);
			System.exit(2);
			return;
		}
		new Benchmark(options).run(Files.createDirectories(Path.of(System.getProperty("benchmark.directory", "."))));
	}

	private void run(Path directory) throws IOException, InterruptedException {
		String machine = Machine.describe();
		Path worker = WorkerProgram.compile(directory);
		for (Map.Entry<Setting, List<Workload>> entry : this.options.workloads().entrySet()) {
			measure(entry.getKey(), entry.getValue(), worker);
		}
		progress("");
		List<String> lines = new ArrayList<>(new Table(this.results, this.options.contestants()).lines());
		lines.add("");
		lines.add("Medians of %d rounds of %d ms after %d ms; × ratio to %s (least–greatest)".formatted(
				this.options.rounds(), this.options.millis(), this.options.warmUp(),
				this.options.contestants().get(0)));
		lines.add(machine);
		lines.forEach(System.out::println);
		System.out.println("Raw results: " + writeRaw(directory, lines));
	}

	private void measure(Setting setting, List<Workload> workloads, Path worker) throws IOException {
		List<AgentProcess> agents = new ArrayList<>();
		try {
			for (String contestant : this.options.contestants()) {
				agents.add(new AgentProcess(contestant, setting, worker));
			}
			for (Workload workload : workloads) {
				progress("%s, %s, warm-up", setting.label(), workload.label());
				for (AgentProcess agent : agents) {
					agent.run(workload, this.options.warmUp());
				}
			}
			for (int round = 0; round < this.options.rounds(); round++) {
				for (Workload workload : workloads) {
					progress("%s, %s, round %d", setting.label(), workload.label(), round + 1);
					for (AgentProcess agent : agents) {
						this.results.add(round, setting, agent.contestant(), workload,
								agent.run(workload, this.options.millis()));
					}
				}
				Collections.reverse(agents);
			}
		}
		finally {
			agents.forEach(AgentProcess::close);
		}
	}

	private Path writeRaw(Path directory, List<String> table) throws IOException {
		List<String> lines = new ArrayList<>(table.stream().map((line) -> "# " + line).toList());
		lines.add("round\tsetting\tcontestant\tworkload\tmeasured\tvalue");
		for (Results.Row row : this.results.rows()) {
			row.measured()
				.forEach((name, value) -> lines.add(String.join("\t", Integer.toString(row.round() + 1),
						row.setting().label(), row.contestant(), row.workload().label(), name, value.toString())));
		}
		String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
		return Files.write(directory.resolve("benchmark-" + now + ".tsv"), lines);
	}

	private static void progress(String format, Object... arguments) {
		if (System.console() != null) {
			System.err.printf("\r\033[K" + format, arguments);
		}
	}

}
