package io.pluginhost.benchmarks.contest;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/**
 * A JVM with contestants, controlled over stdin. Answers each command,
 * {@code <contestant> <workload> <milliseconds>}, with a line of {@code name=value},
 * which is empty for what the contestant cannot do. Whatever else is printed goes to
 * stderr.
 */
public final class Agent {

	private static final int MAX_TIMES = 1_000_000;

	private Agent() {
	}

	/**
	 * Run until stdin ends.
	 * @param args how the worker is called
	 * @throws Exception if a contestant fails
	 */
	public static void main(String[] args) throws Exception {
		PrintStream answers = System.out;
		System.setOut(System.err);
		logLittle();
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (Contestants contestants = new Contestants(new Worker(List.of(args)))) {
			long[] times = new long[MAX_TIMES];
			for (String command = commands.readLine(); command != null; command = commands.readLine()) {
				String[] words = command.split(" ");
				Contestant contestant = contestants.get(words[0]);
				Trial trial = new Trial(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[2])), times);
				answers.println(run(contestant, Workload.valueOf(words[1]), trial));
			}
		}
		System.exit(0);
	}

	/**
	 * What an application would configure; the library's own does so again.
	 */
	private static void logLittle() {
		LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
		loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
		loggers.getLogger("plugin").setLevel(Level.OFF);
	}

	private static String run(Contestant contestant, Workload workload, Trial trial) throws Exception {
		try {
			workload.run(contestant, trial);
		}
		catch (UnsupportedOperationException ex) {
			return "";
		}
		Map<String, Double> measured = trial.end();
		return measured.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.collect(Collectors.joining(" "));
	}

}
