package io.pluginhost.benchmarks;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs what JMH measures: parts of the library by themselves, each in a JVM of its own.
 * The classes stand in the packages of what they measure, which is not public.
 */
final class MicroBenchmarks {

	private static final TimeValue ITERATION = TimeValue.milliseconds(500);

	private MicroBenchmarks() {
	}

	/**
	 * Run them, and block until all have run.
	 * @param directory where JMH may write
	 * @param iterations how often each is measured
	 * @return a table, as Markdown
	 */
	static List<String> run(Path directory, int iterations) throws RunnerException {
		Collection<RunResult> results = new Runner(new OptionsBuilder().mode(Mode.AverageTime)
			.timeUnit(TimeUnit.NANOSECONDS)
			.warmupIterations(4)
			.warmupTime(ITERATION)
			.measurementIterations(iterations)
			.measurementTime(ITERATION)
			.forks(1)
			.addProfiler(GCProfiler.class)
			.verbosity(VerboseMode.NORMAL)
			.output(directory.resolve("jmh.txt").toString())
			.build()).run();
		Grid grid = new Grid(List.of("", "ns", "±", "bytes"));
		for (RunResult result : results) {
			Result<?> time = result.getPrimaryResult();
			Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
			grid.add(List.of(name(result), number(time.getScore()), number(time.getScoreError()),
					(allocated != null) ? number(allocated.getScore()) : ""));
		}
		return grid.lines();
	}

	private static String name(RunResult result) {
		String[] names = result.getParams().getBenchmark().split("\\.");
		StringBuilder name = new StringBuilder(names[names.length - 2].replace("Benchmark", ""));
		name.append('.').append(names[names.length - 1]);
		for (String parameter : result.getParams().getParamsKeys()) {
			name.append(", ").append(parameter).append(' ').append(result.getParams().getParam(parameter));
		}
		return name.toString();
	}

	private static String number(double value) {
		return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.0f", value);
	}

}
