package io.pluginhost.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

import io.pluginhost.benchmarks.Options.Part;

/**
 * The command: measures what it is asked for and prints the tables.
 *
 * @see "docs/decisions/counted-costs.md"
 */
public final class Benchmark {

	private final Options options;

	private final Path directory;

	private final Results results = new Results();

	private final Report report = new Report();

	private Benchmark(Options options, Path directory) {
		this.options = options;
		this.directory = directory;
	}

	/**
	 * Run the benchmark.
	 * @param args options and workloads
	 * @throws Exception if a contestant fails
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.println(Options.USAGE);
			return;
		}
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
		Path directory = Files.createDirectories(Path.of(System.getProperty("benchmark.directory", ".")));
		new Benchmark(options, directory).run();
	}

	private void run() throws Exception {
		String machine = Machine.describe();
		double load = Machine.load();
		String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
		WorkerProgram worker = WorkerProgram.prepare(this.directory);
		measure(worker);
		this.report.add(List.of("%s; %s; workers in %s; load %s before, %s after.".formatted(now, machine,
				worker.language(), number(load), number(Machine.load()))));
		this.report.lines().forEach(System.out::println);
		Path raw = this.directory.resolve("benchmark-" + now.replace(":", "") + ".tsv");
		this.report.writeRaw(raw, this.results);
		System.out.println("Raw results: " + raw);
		Path document = this.options.document();
		if (document != null) {
			this.report.writeInto(Path.of(System.getProperty("benchmark.from", "")).resolve(document));
		}
	}

	private void measure(WorkerProgram worker) throws Exception {
		Rounds rounds = new Rounds(this.options, worker, this.results);
		Table table = new Table(this.results);
		if (this.options.parts().contains(Part.CONTEST)) {
			rounds.contest();
			add(table.contest(this.options.contestants()), this.options.contestants().get(0));
		}
		if (this.options.parts().contains(Part.GROWTH)) {
			rounds.growth();
			add(table.growth(), "size 1");
		}
		if (this.options.parts().contains(Part.MICRO)) {
			this.report.add(MicroBenchmarks.run(this.directory, this.options.rounds()));
		}
	}

	private void add(List<String> table, String base) {
		this.report.add(table);
		if (!table.isEmpty()) {
			this.report.add(List.of("Medians of %d rounds of %d ms, what is per idle worker once; × median ratio to %s "
				.formatted(this.options.rounds(), this.options.millis(), base)
					+ "(least–greatest); ~ not warm, code was still being compiled."));
		}
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

}
